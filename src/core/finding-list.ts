import { limits } from '../protocol/limits.ts';
import { severities, type Finding, type Severity } from '../protocol/model.ts';

/**
 * Findings of one file. It may be wrong in millions of places: the first `limits.findings` are told, and how many more
 * there are.
 */
export class FindingList {
  readonly #file: string;
  readonly #told: Finding[] = [];
  #more = 0;
  #worst: Severity = 'info';

  /** @param file that is found wrong, as findings name it */
  constructor(file: string) {
    this.#file = file;
  }

  add(finding: Finding): void {
    if (this.#told.length < limits.findings) {
      this.#told.push(finding);
      return;
    }
    this.#more++;
    if (severities.indexOf(finding.severity) < severities.indexOf(this.#worst)) {
      this.#worst = finding.severity;
    }
  }

  /** Whether all are told already that will be: whoever reads on only to find more may stop. */
  get full(): boolean {
    return this.#told.length >= limits.findings;
  }

  /** Those that are told, and at their end how many are not. */
  get all(): readonly Finding[] {
    if (this.#more === 0) return this.#told;
    const message = `${this.#file} has ${String(this.#more)} findings more, which are not listed. Copy it again from where it was saved.`;
    const rest = { severity: this.#worst, code: 'limit-exceeded', location: this.#file } as const;
    return [...this.#told, { ...rest, message, kind: 'file' }];
  }
}

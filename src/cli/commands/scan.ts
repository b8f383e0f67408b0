import * as figures from '../../protocol/figures.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import type { ArtifactSummary } from '../../protocol/model.ts';
import { assertOne } from '../assert-one.ts';
import { print, printJson, standardOutput, type Page } from '../print.ts';
import { withArtifact } from '../session.ts';
import { exitCodeFor, findingLines } from '../text/findings.ts';

export interface ScanOptions {
  readonly json?: boolean;
  /** Interpreter or environment whose TensorFlow is looked for first. */
  readonly python?: string;
}

/** Prints the findings alone. @returns the exit code: 1 where a finding is an error */
export function scan(path: string, options: ScanOptions): Promise<number> {
  return withArtifact(
    path,
    async (_server, { artifact: { summary } }) => {
      assertOne(summary);
      if (options.json) await printJson(scanDocument(summary));
      else await print(scanText(summary, standardOutput()));
      return exitCodeFor(summary.findings);
    },
    options,
  );
}

/** The document of `scan --json`. Fields may be added, never renamed. */
export function scanDocument({ path, format, findings }: ArtifactSummary): object {
  return { path, format, findings };
}

export function scanText({ name, path, findings }: ArtifactSummary, { paint }: Page): string {
  const found =
    findings.length === 0
      ? `${paint('green', '✓')} Nothing found`
      : figures.plural(findings.length, 'finding');
  return [
    `${paint('bold', visibleText(name))}  ${found}`,
    paint('dim', visibleText(path)),
    ...(findings.length === 0 ? [] : ['', ...findingLines(findings, paint)]),
  ].join('\n');
}

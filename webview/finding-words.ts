import type { Finding } from '../src/protocol/model.ts';

/** Findings under one heading. */
export interface FindingGroup {
  readonly title: string;
  readonly findings: readonly Finding[];
}

/** As many are read at once; more stand under headings. */
const mostUngrouped = 3;

/** What is damaged, what running does, what does not load, and the rest; one group without a title where they are few. */
export function grouped(findings: readonly Finding[]): readonly FindingGroup[] {
  if (findings.length <= mostUngrouped) return [{ title: '', findings }];
  const groups = new Map<string, Finding[]>(titles.map((title) => [title, []]));
  for (const finding of findings) groups.get(titleOf(finding))?.push(finding);
  return [...groups]
    .filter(([, of]) => of.length > 0)
    .map(([title, of]) => ({ title, findings: of }));
}

const titles = ['Damage', 'When it is run', 'Where it will not load', 'Also'] as const;

function titleOf({ topic, severity }: Finding): (typeof titles)[number] {
  if (topic === 'run') return 'When it is run';
  if (topic === 'load') return 'Where it will not load';
  return severity === 'error' ? 'Damage' : 'Also';
}

/** The sentence that says what is so, and the rest: where, and what to do. */
export function parted(message: string): readonly [what: string, rest: string] {
  const end = /\. (?=\S)/.exec(message);
  if (!end) return [message, ''];
  return [message.slice(0, end.index + 1), message.slice(end.index + 2)];
}

/** Effects that are told in one line. */
const mostRisks = 2;

/** What running the model does, in one sentence; null where it only computes. */
export function risks(findings: readonly Finding[]): string | null {
  const briefs = findings.flatMap(({ brief }) => (brief === undefined ? [] : [brief]));
  if (briefs.length === 0) return null;
  const more = briefs.length - mostRisks;
  const told = briefs.slice(0, mostRisks).join('; ');
  return `Running it ${told}${more > 0 ? `; and ${String(more)} more` : ''}.`;
}

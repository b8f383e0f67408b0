import { shownName, visibleText } from '../protocol/visible-text.ts';
import { severities, type Finding } from '../protocol/model.ts';
import { addTo } from './multimap.ts';

/** As many that only differ in what they are about are told one by one. */
const mostAlike = 10;

/** Names of the others in the one that stands for them. */
const mostNames = 3;

/**
 * Findings as they are shown: the worst first, each once, and where a file has a thousand of one kind, one that says
 * so. Within a severity their order is kept.
 */
export function oneList(findings: readonly Finding[]): readonly Finding[] {
  const unique = new Map(
    findings.map((finding) => {
      const { severity, code, kind, location, message } = finding;
      return [JSON.stringify([severity, code, kind, location, message]), finding] as const;
    }),
  );
  const alike = new Map<string, Finding[]>();
  for (const finding of unique.values()) addTo(alike, likeness(finding), finding);
  const folded = [...alike.values()].flatMap((group) =>
    group.length > mostAlike ? [standsFor(group)] : group,
  );
  return severities.flatMap((severity) =>
    folded.filter((finding) => finding.severity === severity),
  );
}

/** The same for findings that say the same of different things at different bytes. */
function likeness({ severity, code, kind, location, message }: Finding): string {
  const names = new Set([location, visibleText(location), shownName(location)]);
  let without = message;
  for (const name of names) if (name !== '') without = without.replace(name, '\u0000');
  return JSON.stringify([severity, code, kind, without.replace(/\d+/g, '0')]);
}

/** The first, with how many more there are and the names of some. */
function standsFor(group: readonly Finding[]): Finding {
  const [first, ...others] = group;
  if (!first) throw new Error('nobody stands for nothing');
  const named = others.slice(0, mostNames).map(({ location }) => shownName(location));
  const rest = others.length - named.length;
  const names = rest > 0 ? `${named.join(', ')} and ${String(rest)} more` : named.join(', ');
  return {
    ...first,
    message: `${first.message} So it is with ${String(others.length)} others: ${names}.`,
    count: group.length,
  };
}

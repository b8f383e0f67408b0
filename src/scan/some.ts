import { visibleText } from '../protocol/visible-text.ts';

const shown = 5;

/** The first few names of a list, as they may be shown: "A, B and 3 more". */
export function some(names: readonly string[]): string {
  const first = names.slice(0, shown).map(visibleText).join(', ');
  return names.length > shown ? `${first} and ${String(names.length - shown)} more` : first;
}

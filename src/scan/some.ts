import { shownName } from '../protocol/visible-text.ts';

/** The first few names of a list, as they may be shown: "A, B and 3 more". */
export function some(names: readonly string[], most = 5): string {
  const first = names.slice(0, most).map(shownName).join(', ');
  return names.length > most ? `${first} and ${String(names.length - most)} more` : first;
}

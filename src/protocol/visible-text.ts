/**
 * Characters that act on their surroundings instead of being seen: C0 and C1 controls, line and paragraph
 * separators, what reorders text (bidi marks, overrides and isolates), what takes no room (zero-width and soft
 * hyphens, fillers, annotation anchors, tags), and halves of surrogate pairs.
 */
const unseen =
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|\udb40[\udc00-\udc7f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Text from a file as it may be shown, on a page, in a terminal or in a report: characters that act instead of being
 * seen are written as escapes. Text that was through it comes out the same.
 */
export function visibleText(text: string): string {
  return text.replace(unseen, (found) => shortEscapes[found] ?? escapes(found, 2));
}

/** Characters of a name inside a sentence, and of those at its beginning. */
const [longestName, head] = [200, 80];

/** A name as it may be shown inside a sentence: of a long one both ends, because names of one family differ there. */
export function shownName(name: string): string {
  if (name.length <= longestName) return visibleText(name);
  return `${visibleText(name.slice(0, head))}…${visibleText(name.slice(head - longestName + 1))}`;
}

/** The first few names of a list, inside a sentence: "A, B and 3 more". */
export function shownNames(names: readonly string[], most = 5): string {
  const first = names.slice(0, most).map(shownName).join(', ');
  return names.length > most ? `${first} and ${String(names.length - most)} more` : first;
}

/**
 * A JSON document in which such characters stand as JSON's own escapes; it says the same. `JSON.stringify` leaves
 * all but C0 controls as they are.
 */
export function visibleJson(json: string): string {
  // Line ends are the document's own: in its strings they are escapes already.
  return json.replace(unseen, (found) => (found === '\n' ? found : escapes(found, 4)));
}

/** `\xNN` or `\uNNNN` for each unit. */
function escapes(text: string, fewestDigits: 2 | 4): string {
  return Array.from({ length: text.length }, (_, at) => {
    const digits = text.charCodeAt(at).toString(16).padStart(fewestDigits, '0');
    return digits.length === 2 ? `\\x${digits}` : `\\u${digits.padStart(4, '0')}`;
  }).join('');
}

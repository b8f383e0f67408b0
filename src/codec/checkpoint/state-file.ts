/** What the file `checkpoint` says (CheckpointState of tensorflow/python/training/checkpoint_state.proto). */
export interface CheckpointState {
  /** As written: a prefix relative to the directory, or an absolute path of the machine that saved. */
  readonly latest: string | null;
  readonly all: readonly string[];
}

/** More than that is no list of checkpoints. */
export const stateFileBytes = 4 * 1024 ** 2;

/**
 * Reads the text form of a CheckpointState. Tolerant, because people edit this file: what is not one of the two
 * fields is passed over, and a broken line ends only itself.
 * @returns null where neither field is in it: another file of this name
 */
export function parseCheckpointState(text: string): CheckpointState | null {
  let latest: string | null = null;
  const all: string[] = [];
  const pattern = new RegExp(fieldCommentOrString, 'g');
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [found, name] = match;
    if (name !== undefined) {
      const { value, end } = stringAt(text, pattern.lastIndex);
      pattern.lastIndex = end;
      if (value === null) continue;
      if (name === 'model_checkpoint_path') latest = value;
      else all.push(value);
    } else if (!found.startsWith('#')) {
      const end = literalEnd(text, match.index);
      pattern.lastIndex = end ?? lineEnd(text, match.index);
    }
  }
  return latest === null && all.length === 0 ? null : { latest, all };
}

/** Comments and strings of other fields are found too, so that nothing inside of them is taken for a field. */
const fieldCommentOrString =
  /#[^\n]*|["']|\b(model_checkpoint_path|all_model_checkpoint_paths)\s*:\s*/;

/** Adjacent literals are one string. `value` is null where there is none; `end`: where what follows begins. */
function stringAt(
  text: string,
  start: number,
): { readonly value: string | null; readonly end: number } {
  const pieces: Uint8Array[] = [];
  let at = start;
  for (;;) {
    const end = literalEnd(text, at);
    if (end === null) break;
    pieces.push(unescape(text.slice(at + 1, end - 1)));
    at = end;
    while (/\s/.test(text[at] ?? '')) at++;
  }
  const value = pieces.length === 0 ? null : new TextDecoder().decode(Buffer.concat(pieces));
  return { value, end: at };
}

/**
 * Where the literal ends that begins here; null where none does, or it does not end in its line. By hand: a pattern
 * would try each quote of a line without an end as a beginning, to the end of the line.
 */
function literalEnd(text: string, start: number): number | null {
  const quote = text[start];
  if (quote !== '"' && quote !== "'") return null;
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at];
    if (character === quote) return at + 1;
    if (character === '\\') at++;
    if (text[at] === '\n') return null;
  }
  return null;
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

/** Escapes are C's, and octal ones spell the bytes of UTF-8. */
function unescape(literal: string): Uint8Array {
  return Buffer.concat(
    Array.from(literal.matchAll(escape), ([part]) =>
      part.startsWith('\\') ? Buffer.from(escaped(part.slice(1))) : Buffer.from(part),
    ),
  );
}

const escape = /\\[0-7]{1,3}|\\x[0-9a-fA-F]{1,2}|\\.|[^\\]+/gs;

const named: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
};

/** What stands after the backslash, in bytes. */
function escaped(body: string): Uint8Array {
  if (/^[0-7]/.test(body)) return Uint8Array.of(parseInt(body, 8));
  if (/^x[0-9a-fA-F]/.test(body)) return Uint8Array.of(parseInt(body.slice(1), 16));
  const byte = named[body];
  return byte === undefined ? Buffer.from(body) : Uint8Array.of(byte);
}

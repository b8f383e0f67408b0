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
  for (const match of text.matchAll(field)) {
    const [, name, literals = ''] = match;
    if (name === undefined) continue; // A comment or a string of another field.
    const value = unescapeStrings(literals);
    if (name === 'model_checkpoint_path') latest = value;
    else all.push(value);
  }
  return latest === null && all.length === 0 ? null : { latest, all };
}

const literal = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/;

/** Comments and other strings are matched too, so that nothing inside of them is taken for a field. */
const field = new RegExp(
  `#[^\\n]*|\\b(model_checkpoint_path|all_model_checkpoint_paths)\\s*:\\s*((?:(?:${literal.source})\\s*)+)|${literal.source}`,
  'g',
);

/** Adjacent literals are one string; escapes are C's, and octal ones spell the bytes of UTF-8. */
function unescapeStrings(literals: string): string {
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const [quoted] of literals.matchAll(new RegExp(literal.source, 'g'))) {
    for (const [part] of quoted.slice(1, -1).matchAll(escape)) {
      bytes.push(...(part.startsWith('\\') ? [unescape(part)].flat() : encoder.encode(part)));
    }
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
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

function unescape(sequence: string): number | number[] {
  const body = sequence.slice(1);
  if (/^[0-7]/.test(body)) return parseInt(body, 8) & 0xff;
  if (/^x[0-9a-fA-F]/.test(body)) return parseInt(body.slice(1), 16);
  return named[body] ?? [...new TextEncoder().encode(body)];
}

import { decodeUtf8 } from '../../../core/text.ts';
import { limits } from '../../../protocol/limits.ts';
import type { DtypeName, Shape } from '../../../protocol/model.ts';

/** What an op takes in memory besides its texts, bytes; a text beside its characters; an input; a dimension. */
const taken = { op: 300, text: 80, reference: 8 } as const;

/** Shapes that are written in up to so many bytes are kept once, however many ops have them. */
const sharedBytes = 512;

/**
 * What is kept of a graph's ops: every text and every list of shapes once. All of it has an end, because a file decides
 * how much there would be.
 */
export class Kept {
  /** Something was left out. */
  cut = false;
  /** No more is taken in. */
  full = false;
  readonly #texts = new Map<string, string | null>();
  readonly #shapes = new Map<string, readonly Shape[]>();
  readonly #types = new Map<string, ReadonlyMap<string, DtypeName>>();
  #ops = 0;
  #left: number = limits.graphOpBytes;

  /** Takes another op in, with so many bytes of its own; false where there is no room. */
  op(references: number, bytes: number): boolean {
    if (++this.#ops > limits.graphNodes) this.#end();
    return this.take(taken.op + references * taken.reference + bytes);
  }

  /** Takes bytes of memory; false where there are none left. */
  take(bytes: number): boolean {
    this.#left -= bytes;
    if (this.#left < 0) this.#end();
    return !this.full;
  }

  #end(): void {
    this.full = true;
    this.cut = true;
  }

  /** The text from `start` to `end`; null for one that is not UTF-8, or longer than any name. */
  text(bytes: Buffer, start: number, end: number): string | null {
    if (end - start > limits.nameCharacters) return null;
    const raw = bytes.toString('latin1', start, end);
    const known = this.#texts.get(raw);
    if (known !== undefined) return known;
    const text = isAscii(raw) ? raw : decodeUtf8(bytes.subarray(start, end));
    this.take(taken.text + raw.length);
    this.#texts.set(raw, text);
    return text;
  }

  /** Shapes that these bytes say, which `read` makes of them. */
  shapes(bytes: Buffer, read: () => readonly Shape[]): readonly Shape[] {
    const key = bytes.length <= sharedBytes ? bytes.toString('latin1') : null;
    const known = key === null ? undefined : this.#shapes.get(key);
    if (known) return known;
    const shapes = read();
    this.take(
      shapes.reduce(
        (sum, shape) => sum + taken.text + (shape?.length ?? 0) * taken.reference,
        taken.text + (key?.length ?? 0),
      ),
    );
    if (key !== null) this.#shapes.set(key, shapes);
    return shapes;
  }

  /** Dtypes by attribute: most ops of a graph have the same. */
  types(entries: readonly (readonly [string, DtypeName])[]): ReadonlyMap<string, DtypeName> {
    const key = entries.flat().join('\n');
    const known = this.#types.get(key);
    if (known) return known;
    const types = new Map(entries);
    this.take(taken.text * (1 + entries.length) + key.length);
    this.#types.set(key, types);
    return types;
  }
}

function isAscii(latin1: string): boolean {
  // eslint-disable-next-line no-control-regex -- the characters of ASCII, all of them
  return /^[\u0000-\u007f]*$/.test(latin1);
}

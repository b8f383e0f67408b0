import { limits } from '../../protocol/limits.ts';
import { shownName, visibleText } from '../../protocol/visible-text.ts';
import { dtypeFromTypestr, type NumpyDtype } from './dtype.ts';
import type { Literal } from './python-literal.ts';

/** One column of an array's records: all of the record where the array has no fields. */
export interface Field {
  /** Names from the outermost field inwards; empty where the array has none. */
  readonly path: readonly string[];
  /** Where it begins in the record, bytes. */
  readonly offset: number;
  readonly dtype: NumpyDtype;
  /** Dimensions within one record. */
  readonly shape: readonly bigint[];
}

/** What one element of the array is made of. */
export interface Records {
  /** Bytes from one record to the next. */
  readonly bytes: number;
  readonly fields: readonly Field[];
}

/** Also of sizes that are no number any more. */
const tooLong = 'its records are too long';

/** Fields that are looked at; a table has some hundred. */
const mostFields = 10_000;

/** A list of fields on its way: what is left of it, and where it lies. */
interface Pending {
  readonly descriptions: readonly Literal[];
  next: number;
  readonly path: readonly string[];
  /** In the whole record. */
  readonly start: number;
  /** The dimensions of a field that holds several records: it is shown as bytes, for its fields have two strides. */
  readonly shape: readonly bigint[] | null;
  offset: number;
}

/**
 * The fields that a header's `descr` describes: a type string, or a list of `(name, type)` and
 * `(name, type, shape)`, in which a type may be such a list again (numpy.lib.format, `dtype_to_descr`).
 * @returns as a clause what is wrong with it
 */
export function recordsFromDescr(descr: Literal): Records | { readonly problem: string } {
  if (typeof descr === 'string') {
    const dtype = dtypeFromTypestr(descr);
    if (!dtype)
      return { problem: `its dtype ${visibleText(descr.slice(0, 40))} is none of NumPy's` };
    return { bytes: dtype.bytes, fields: [{ path: [], offset: 0, dtype, shape: [] }] };
  }
  if (!Array.isArray(descr)) return { problem: 'its dtype is no description of one' };
  const fields: Field[] = [];
  const stack: Pending[] = [pending(descr as readonly Literal[], [], 0, null)];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    if (fields.length > mostFields) return { problem: 'it has too many fields' };
    const description = top.descriptions[top.next++];
    if (description === undefined) {
      stack.pop();
      const holder = stack.at(-1);
      if (!holder) return { bytes: top.offset, fields };
      if (top.shape && stack.every(({ shape }) => shape === null)) {
        const { path, start, shape } = top;
        fields.push({ path, offset: start, dtype: dtypeOfBytes(top.offset), shape });
      }
      holder.offset += top.offset * elementsOf(top.shape ?? []);
      if (!(holder.offset <= limits.stringBytes)) return { problem: tooLong };
      continue;
    }
    const field = parseField(description);
    if (!field) return { problem: 'a field of its dtype has no name and type' };
    const path = [...top.path, field.name];
    const offset = top.start + top.offset;
    if (typeof field.type !== 'string') {
      stack.push(pending(field.type, path, offset, field.shape.length > 0 ? field.shape : null));
      continue;
    }
    const dtype = dtypeFromTypestr(field.type);
    if (!dtype)
      return { problem: `the dtype of its field ${shownName(field.name)} is none of NumPy's` };
    // What is between two fields has no name: `('', '|V3')`.
    const shown = field.name !== '' && stack.every(({ shape }) => shape === null);
    if (shown) fields.push({ path, offset, dtype, shape: field.shape });
    top.offset += dtype.bytes * elementsOf(field.shape);
    if (!(top.offset <= limits.stringBytes)) return { problem: tooLong };
  }
  return { bytes: 0, fields };
}

function pending(
  descriptions: readonly Literal[],
  path: readonly string[],
  start: number,
  shape: readonly bigint[] | null,
): Pending {
  return { descriptions, next: 0, path, start, shape, offset: 0 };
}

function elementsOf(shape: readonly bigint[]): number {
  return Number(shape.reduce((product, size) => product * size, 1n));
}

function dtypeOfBytes(bytes: number): NumpyDtype {
  const name = `void${String(bytes * 8)}`;
  return { name, bytes, bigEndian: false, encoding: { kind: 'raw' } };
}

function parseField(description: Literal): {
  readonly name: string;
  readonly type: string | readonly Literal[];
  readonly shape: readonly bigint[];
} | null {
  if (!Array.isArray(description)) return null;
  const [label, type, shape = []] = description as readonly Literal[];
  // A field may have a title before its name: `(('title', 'name'), …)`.
  const name: unknown = Array.isArray(label) ? (label as readonly Literal[])[1] : label;
  if (typeof name !== 'string') return null;
  if (typeof type !== 'string' && !Array.isArray(type)) return null;
  const sizes = typeof shape === 'bigint' ? [shape] : shape;
  if (!Array.isArray(sizes) || sizes.length > limits.rank) return null;
  const dimensions = sizes as readonly Literal[];
  if (!dimensions.every((size) => typeof size === 'bigint' && size >= 0n)) return null;
  return {
    name,
    type: type as string | readonly Literal[],
    shape: dimensions as readonly bigint[],
  };
}

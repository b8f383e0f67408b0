import { chunkBytes } from '../../core/chunk-bytes.ts';
import { ReadError } from '../../core/errors.ts';
import type { Place } from '../../core/read-error.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import { shownName } from '../../protocol/visible-text.ts';
import { SourceWalk, type Span } from '../protobuf/source-walk.ts';
import { fromVarints } from './varints.ts';
import { tooMany, type StoredValues, type TensorLayout } from './layout.ts';

/** A piece of a tensor's values; `Chunk` of the readers' contract. */
export type ValuesChunk =
  | { readonly kind: 'numbers'; readonly element: number; readonly bytes: Uint8Array }
  | { readonly kind: 'strings'; readonly element: number; readonly values: readonly Uint8Array[] };

/** A tensor and the file that it lies in. */
export interface StoredTensor {
  readonly source: ByteSource;
  readonly layout: TensorLayout & { readonly values: StoredValues };
  readonly name: string;
  readonly place: Place;
}

/** Elements of a tensor out of its message, in row-major order. */
export async function* readTensorProto(
  tensor: StoredTensor,
  { start, count }: { readonly start: number; readonly count: number },
  signal?: AbortSignal,
): AsyncGenerator<ValuesChunk, void, undefined> {
  const { values, dtype } = tensor.layout;
  const end = start + count;
  if (values.kind === 'strings') {
    yield* readStrings(tensor, values.fields, start, end, signal);
    return;
  }
  const most = Math.floor(chunkBytes / dtype.bytes);
  const listed = values.kind === 'list' ? await decodeList(tensor, values, signal) : null;
  for (let element = start; element < end; element += most) {
    const length = Math.min(most, end - element);
    const bytes =
      values.kind === 'bytes'
        ? await tensor.source.read(
            values.span.offset + element * dtype.bytes,
            length * dtype.bytes,
            signal,
          )
        : filledUp(listed ?? new Uint8Array(0), dtype.bytes, element, length);
    yield { kind: 'numbers', element, bytes };
  }
}

/** Elements of a list; those that it lacks are as its last one, and zero where it has none. */
function filledUp(listed: Uint8Array, item: number, element: number, count: number): Uint8Array {
  const bytes = new Uint8Array(count * item);
  const present = listed.subarray(element * item, (element + count) * item);
  bytes.set(present);
  const last = listed.subarray(Math.max(0, listed.length - item));
  if (last.some((byte) => byte !== 0)) {
    for (let at = present.length; at < bytes.length; at += item) bytes.set(last, at);
  }
  return bytes;
}

/** The elements that are listed, in the dtype's own bytes. */
async function decodeList(
  { source, layout, name, place }: StoredTensor,
  { list, fields }: Extract<StoredValues, { readonly kind: 'list' }>,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  // Fields of a few bytes each lie next to each other: a walk reads them together.
  const walk = new SourceWalk(source, place, signal);
  const pieces: Uint8Array[] = [];
  for (const field of fields) {
    const bytes = await walk.bytes(field);
    pieces.push(list.plain ? bytes : fromVarints(bytes, layout.dtype.bytes));
  }
  const all = new Uint8Array(Buffer.concat(pieces));
  const values = all.length / layout.dtype.bytes;
  if (Number.isInteger(values) && values <= layout.elements) return all;
  throw new ReadError({
    ...place,
    code: 'malformed',
    message: `The values of ${shownName(name)} cannot be read: ${tooMany(values, layout.elements)}. Copy the file again from where it was saved.`,
  });
}

async function* readStrings(
  { source, place }: StoredTensor,
  fields: readonly Span[],
  start: number,
  end: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<ValuesChunk, void, undefined> {
  const walk = new SourceWalk(source, place, signal);
  let values: Uint8Array[] = [];
  let [first, bytes] = [start, 0];
  for (let element = start; element < end; element++) {
    // The last one fills the rest; without any, all are empty.
    const field = fields[Math.min(element, fields.length - 1)] ?? { offset: 0, length: 0 };
    if (values.length > 0 && (bytes + field.length > chunkBytes || values.length === 65_536)) {
      yield { kind: 'strings', element: first, values };
      [values, first, bytes] = [[], element, 0];
    }
    values.push(await walk.bytes(field));
    bytes += field.length;
  }
  if (values.length > 0) yield { kind: 'strings', element: first, values };
}

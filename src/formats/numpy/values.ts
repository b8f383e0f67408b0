import { swapInPlace, swapUnit } from '../../core/values.ts';
import { dtypeFromName } from '../../core/dtypes.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import type { Chunk, ElementRange } from '../contract.ts';
import type { NumpyDtype } from './dtype.ts';
import type { Field } from './fields.ts';
import type { ArrayHeader } from './header.ts';
import { RowMajor } from './row-major.ts';
import { paddedBytes, paddedText, rawBytes, rawText, timeText } from './text.ts';

/** Bytes handed out at once. */
const chunkBytes = 1024 ** 2;

/** Most bytes that a moment or a span of time takes as text. */
const timeBytes = 64;

/** Elements of one field of an array, chunk by chunk, in row-major order. */
export async function* readField(
  source: ByteSource,
  header: ArrayHeader,
  field: Field,
  range: ElementRange,
  signal?: AbortSignal,
): AsyncGenerator<Chunk, void, undefined> {
  for await (const { element, bytes } of fieldBytes(source, header, field, range, signal)) {
    yield toChunk(field.dtype, element, bytes);
  }
}

/** Whether the elements lie in the file one after the other, as they are handed out. */
export function liesAsHandedOut(
  { records, fortran, shape }: ArrayHeader,
  { dtype, shape: fieldShape }: Field,
): boolean {
  const inRecord = fieldShape.reduce((product, size) => product * Number(size), dtype.bytes);
  const inOrder = !fortran || shape.length <= 1;
  const asRead = dtype.encoding.kind === 'numbers' && (!dtype.bigEndian || dtype.bytes === 1);
  return inOrder && asRead && inRecord === records.bytes;
}

interface FieldBytes {
  readonly element: number;
  readonly bytes: Uint8Array;
}

/** The elements as they are stored, without what lies between them. */
async function* fieldBytes(
  source: ByteSource,
  { records, fortran, shape, dataOffset }: ArrayHeader,
  { dtype, offset, shape: fieldShape }: Field,
  { start, count }: ElementRange,
  signal: AbortSignal | undefined,
): AsyncGenerator<FieldBytes, void, undefined> {
  const perRecord = fieldShape.reduce((product, size) => product * Number(size), 1);
  const inRecord = perRecord * dtype.bytes;
  const end = start + count;
  const most = Math.max(1, Math.floor(chunkBytes / shownBytes(dtype)));
  // In one dimension, and of one element only, both orders are the same.
  const rowMajor =
    fortran && shape.length > 1
      ? new RowMajor({ source, offset: dataOffset, shape, itemBytes: records.bytes })
      : null;

  if (!rowMajor && inRecord === records.bytes) {
    for (let element = start; element < end; element += most) {
      const length = Math.min(most, end - element) * dtype.bytes;
      yield {
        element,
        bytes: await source.read(dataOffset + element * dtype.bytes, length, signal),
      };
    }
    return;
  }

  // As many records as fit into a chunk, or a part of one.
  const together = Math.floor(Math.min(chunkBytes / records.bytes, most / perRecord));
  for (let element = start; element < end;) {
    const record = Math.floor(element / perRecord);
    const first = element % perRecord;
    if (together < 1 || first > 0 || end - element < perRecord) {
      const length = Math.min(most, perRecord - first, end - element);
      const place = rowMajor?.place(record) ?? dataOffset + record * records.bytes;
      const at = place + offset + first * dtype.bytes;
      yield { element, bytes: await source.read(at, length * dtype.bytes, signal) };
      element += length;
      continue;
    }
    const wanted = Math.min(together, Math.floor((end - element) / perRecord));
    const bytes = rowMajor
      ? await rowMajor.read(record, wanted, signal)
      : await source.read(dataOffset + record * records.bytes, wanted * records.bytes, signal);
    yield { element, bytes: cutOut(bytes, records.bytes, offset, inRecord) };
    element += wanted * perRecord;
  }
}

/** The same part of every record. */
function cutOut(bytes: Uint8Array, stride: number, offset: number, length: number): Uint8Array {
  if (length === stride) return bytes;
  const cut = new Uint8Array((bytes.length / stride) * length);
  for (let from = offset, to = 0; from < bytes.length; from += stride, to += length) {
    for (let index = 0; index < length; index++) cut[to + index] = bytes[from + index] ?? 0;
  }
  return cut;
}

/** Bytes that an element takes when it is handed out. */
function shownBytes({ bytes, encoding }: NumpyDtype): number {
  if (encoding.kind === 'time') return timeBytes;
  return encoding.kind === 'raw' ? bytes * rawBytes : bytes;
}

function toChunk(dtype: NumpyDtype, element: number, bytes: Uint8Array): Chunk {
  const { encoding, bigEndian } = dtype;
  if (encoding.kind === 'numbers') {
    const known = dtypeFromName(dtype.name);
    if (bigEndian && known) swapInPlace(bytes, swapUnit(known));
    return { kind: 'numbers', element, bytes };
  }
  const elements = Array.from({ length: bytes.length / dtype.bytes }, (_, index) =>
    bytes.subarray(index * dtype.bytes, (index + 1) * dtype.bytes),
  );
  switch (encoding.kind) {
    case 'bytes':
      return { kind: 'strings', element, values: elements.map(paddedBytes) };
    case 'text':
      return {
        kind: 'strings',
        element,
        values: elements.map((value) => paddedText(value, bigEndian)),
      };
    case 'time':
      return {
        kind: 'strings',
        element,
        values: elements.map((value) => timeText(value, bigEndian, encoding)),
      };
    default:
      return { kind: 'strings', element, values: elements.map(rawText) };
  }
}

import { crc32c } from '../../codec/crc32c/crc32c.ts';
import { swapUnit } from '../../core/values.ts';
import { ReadError } from '../../core/errors.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import type { Chunk, ElementRange } from '../contract.ts';
import type { BundleTensor, StoredValues } from './entry.ts';
import { chunkBytes } from './chunk-bytes.ts';

/** What the parts of a read share. */
export interface ValuesRequest {
  readonly tensor: BundleTensor;
  readonly range: ElementRange;
  readonly bigEndian: boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * Numbers of a tensor that is stored in one piece, chunk by chunk.
 * @returns whether the checksum held; null where a part was read
 */
export async function* readValues(
  source: ByteSource,
  values: StoredValues,
  { tensor, range, bigEndian, signal }: ValuesRequest,
): AsyncGenerator<Chunk, boolean | null, undefined> {
  const itemBytes = tensor.dtype.bytes;
  const whole = range.count === tensor.elements;
  const end = (range.start + range.count) * itemBytes;
  let crc = 0;
  for (let position = range.start * itemBytes; position < end; position += chunkBytes) {
    const length = Math.min(chunkBytes, end - position);
    const bytes = await source.read(values.offset + position, length, signal);
    if (whole) crc = crc32c(bytes, crc);
    if (bigEndian) swapInPlace(bytes, swapUnit(tensor.dtype));
    yield { kind: 'numbers', element: position / itemBytes, bytes };
  }
  return whole ? crc === values.crc32c : null;
}

/** Turns each unit of `unit` bytes around. */
export function swapInPlace(bytes: Uint8Array, unit: number): void {
  if (unit === 1) return;
  for (let start = 0; start + unit <= bytes.length; start += unit) {
    bytes.subarray(start, start + unit).reverse();
  }
}

/** The sentence for values that are not what was saved. */
export function checksumMismatch(
  tensor: BundleTensor,
  values: StoredValues,
  path: string,
): ReadError {
  return new ReadError({
    code: 'checksum-mismatch',
    message: `The values of ${tensor.name} do not match their checksum: bytes ${String(values.offset)} to ${String(values.offset + values.size)} of ${path} were changed since they were saved. Copy the file again from where the checkpoint was saved.`,
    format: 'tf-checkpoint',
    path,
    offset: values.offset,
  });
}

import { crc32c } from '../../codec/crc32c/crc32c.ts';
import { swapInPlace, swapUnit } from '../../core/values.ts';
import { ReadError } from '../../core/errors.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import { shownName } from '../../protocol/visible-text.ts';
import type { Chunk, ElementRange } from '../contract.ts';
import type { BundleTensor, StoredValues } from './entry.ts';
import { chunkBytes } from '../../core/chunk-bytes.ts';

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
  const read = (position: number): Promise<Uint8Array> =>
    source.read(values.offset + position, Math.min(chunkBytes, end - position), signal);
  let position = range.start * itemBytes;
  let next = position < end ? read(position) : null;
  while (next) {
    const bytes = await next;
    const element = position / itemBytes;
    position += chunkBytes;
    // The disk works while the chunk is looked at.
    next = position < end ? read(position) : null;
    next?.catch(ignore); // It is awaited in the next turn, or not at all where nobody asks for more.
    if (whole) crc = crc32c(bytes, crc);
    if (bigEndian) swapInPlace(bytes, swapUnit(tensor.dtype));
    yield { kind: 'numbers', element, bytes };
  }
  return whole ? crc === values.crc32c : null;
}

function ignore(): void {
  // See above.
}

/** The sentence for values that are not what was saved. */
export function checksumMismatch(
  tensor: BundleTensor,
  values: StoredValues,
  path: string,
): ReadError {
  return new ReadError({
    code: 'checksum-mismatch',
    message: `The values of ${shownName(tensor.name)} do not match their checksum: bytes ${String(values.offset)} to ${String(values.offset + values.size)} of ${path} were changed since they were saved. Copy the file again from where the checkpoint was saved.`,
    format: 'tf-checkpoint',
    path,
    offset: values.offset,
  });
}

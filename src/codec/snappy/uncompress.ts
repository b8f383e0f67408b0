import { snappyUncompress } from 'hysnappy';
import { Cursor, type CursorPlace } from '../../core/cursor.ts';
import { ReadError } from '../../core/errors.ts';
import { limits } from '../../protocol/limits.ts';

/**
 * The most that Snappy can make of a byte: a copy of 64 bytes takes 3 (format_description.txt of google/snappy),
 * so a larger stated size is a lie, and it is found before anything is allocated.
 */
const largestRatio = 22;

/**
 * Bytes of one Snappy block (the raw format, without frames).
 * @throws ReadError `limit-exceeded` over `limits.snappyBytes`, `malformed` for what is no Snappy
 */
export function uncompressSnappy(bytes: Uint8Array, place: CursorPlace): Uint8Array {
  const cursor = new Cursor(bytes, place);
  const stated = cursor.varint32();
  if (stated > limits.snappyBytes) {
    throw new ReadError({
      code: 'limit-exceeded',
      message: `${place.path}: ${place.what} at byte ${String(place.offset)} would take ${String(stated)} bytes uncompressed, more than the ${String(limits.snappyBytes)} that are read. The file is damaged or was made to exhaust memory.`,
      format: place.format,
      path: place.path,
      offset: place.offset,
    });
  }
  if (stated > bytes.length * largestRatio) {
    throw cursor.malformed(
      `${String(bytes.length)} compressed bytes announce ${String(stated)}, which Snappy cannot reach`,
    );
  }
  if (stated === 0) {
    if (cursor.remaining > 0) throw cursor.malformed('compressed bytes follow an empty block');
    return new Uint8Array(0);
  }
  try {
    // A new instance for each block: its memory holds nothing that a crafted copy could reach back to.
    return snappyUncompress(bytes, stated);
  } catch (cause) {
    const error = cursor.malformed('the compressed bytes are not what Snappy writes');
    throw new ReadError({ ...error.data, format: place.format }, { cause });
  }
}

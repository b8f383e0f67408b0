import { crc32c } from '../crc32c/crc32c.ts';
import { maskCrc32c } from '../crc32c/masked.ts';
import { headerBytes, lengthBytes, trailerBytes } from './layout.ts';

/** One record as it stands in a TFRecord file; a file is such records one after another. */
export function recordOf(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(headerBytes + data.length + trailerBytes);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(lengthBytes, maskCrc32c(crc32c(bytes.subarray(0, lengthBytes))), true);
  bytes.set(data, headerBytes);
  view.setUint32(headerBytes + data.length, maskCrc32c(crc32c(data)), true);
  return bytes;
}

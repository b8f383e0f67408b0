import type { ByteSource } from '../../io/byte-source.ts';
import { crc32c } from './crc32c.ts';

/** Bytes that are in memory at a time. */
const pieceBytes = 1024 ** 2;

/** CRC-32C of a part of a source, however large. `crc`: of the bytes before it, which this one continues. */
export async function crc32cOfSpan(
  source: ByteSource,
  { offset, length }: { readonly offset: number; readonly length: number },
  crc = 0,
  signal?: AbortSignal,
): Promise<number> {
  let sum = crc;
  const end = offset + length;
  for (let at = offset; at < end; at += pieceBytes) {
    sum = crc32c(await source.read(at, Math.min(pieceBytes, end - at), signal), sum);
  }
  return sum;
}

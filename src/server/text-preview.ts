import { decodeUtf8 } from '../core/text.ts';

/**
 * The beginning of a file as text, or null where it is binary: not UTF-8, or with a zero byte, which no text
 * has. When the file goes on (`cut`), a character that the cut has split is left out.
 */
export function decodeUtf8Prefix(bytes: Uint8Array, cut: boolean): string | null {
  if (bytes.includes(0)) return null;
  return decodeUtf8(cut ? wholeCharacters(bytes) : bytes);
}

/** The bytes without a UTF-8 character at their end that a cut has split; at most three bytes fewer. */
export function wholeCharacters(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return back < needed ? bytes.subarray(0, bytes.length - back) : bytes;
    }
  }
  return bytes;
}

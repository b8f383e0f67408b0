import { visibleText } from '../protocol/visible-text.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes as text, or null where they are not UTF-8. Nothing is replaced, and a leading U+FEFF is kept. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

/** A byte string in JSON: text where it is UTF-8, else the bytes themselves, so that nothing is lost. */
export type JsonText = string | { readonly base64: string };

export function jsonText(bytes: Uint8Array): JsonText {
  return decodeUtf8(bytes) ?? { base64: base64(bytes) };
}

/** Without Node's Buffer and without `toBase64`, which Node 20 lacks: core runs in a browser too. */
export function base64(bytes: Uint8Array): string {
  const step = 0x8000;
  let binary = '';
  for (let start = 0; start < bytes.length; start += step) {
    binary += String.fromCharCode(...bytes.subarray(start, start + step));
  }
  return btoa(binary);
}

/** Bytes as they may be shown: text where they are UTF-8, else ASCII with every other byte as `\xNN`. */
export function visibleBytes(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text !== null) return visibleText(text);
  // Put together at once: what grows by a character at a time takes thirty bytes of memory for each.
  return Array.from(bytes, (byte) =>
    byte >= 0x20 && byte < 0x7f
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).padStart(2, '0')}`,
  ).join('');
}

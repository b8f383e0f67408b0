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

/**
 * C0 and C1 controls, line and paragraph separators, and everything that reorders or hides text (bidi marks and
 * overrides, zero-width characters, the byte order mark): text from a file must not act on its surroundings.
 */
const unsafe =
  // eslint-disable-next-line no-control-regex -- controls are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text from a file as it may be shown: characters that act instead of being seen are written as escapes. */
export function visibleText(text: string): string {
  return text.replace(unsafe, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    if (character === '\r') return '\\r';
    const code = character.charCodeAt(0);
    return code < 0x100
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** Bytes as they may be shown: text where they are UTF-8, else ASCII with every other byte as `\xNN`. */
export function visibleBytes(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text !== null) return visibleText(text);
  let shown = '';
  for (const byte of bytes) {
    shown +=
      byte >= 0x20 && byte < 0x7f
        ? String.fromCharCode(byte)
        : `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return shown;
}

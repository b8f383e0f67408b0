/** Bytes that came as base64. */
function bytesOf(base64: string): ArrayBuffer {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes.buffer;
}

/** Whole numbers of a size; what is left over at the end is none. */
function whole(bytes: ArrayBuffer, size: number): ArrayBuffer {
  const left = bytes.byteLength % size;
  return left === 0 ? bytes : bytes.slice(0, bytes.byteLength - left);
}

/** Little-endian, as is every machine that VS Code runs on. */
export function float32s(base64: string): Float32Array {
  return new Float32Array(whole(bytesOf(base64), 4));
}

export function uint32s(base64: string): Uint32Array {
  return new Uint32Array(whole(bytesOf(base64), 4));
}

export function uint8s(base64: string): Uint8Array {
  return new Uint8Array(bytesOf(base64));
}

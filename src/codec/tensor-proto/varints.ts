/**
 * The lowest `item` bytes of each varint: what is negative is written in 64 bits, two's complement. What is longer
 * than a varint can be counts as several.
 */
export function fromVarints(bytes: Uint8Array, item: number): Uint8Array {
  // Every varint takes a byte at least, and is written as eight.
  const out = new DataView(new ArrayBuffer(bytes.length * item + 8));
  let [low, high, shift, at] = [0, 0, 0, 0];
  for (const byte of bytes) {
    const part = byte & 0x7f;
    if (shift < 28) low |= part << shift;
    else if (shift === 28) {
      low |= part << 28;
      high |= part >>> 4;
    } else high |= part << (shift - 32);
    shift += 7;
    if (byte >= 0x80 && shift < 70) continue;
    out.setUint32(at, low, true);
    out.setUint32(at + 4, high, true);
    at += item;
    [low, high, shift] = [0, 0, 0];
  }
  return new Uint8Array(out.buffer, 0, at);
}

/** A number as protobuf writes it: seven bits a byte, the lowest first. */
export function varint(value: bigint | number): number[] {
  const bytes: number[] = [];
  let left = BigInt(value);
  do {
    const low = Number(left & 0x7fn);
    left >>= 7n;
    bytes.push(left > 0n ? low | 0x80 : low);
  } while (left > 0n);
  return bytes;
}

export function tag(number: number, type: number): number[] {
  return varint((number << 3) | type);
}

/** A length-delimited field. */
export function field(number: number, content: Uint8Array | readonly number[]): Uint8Array {
  return Uint8Array.from([...tag(number, 2), ...varint(content.length), ...content]);
}

export function concat(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts.map((part) => Uint8Array.from(part))));
}

import type { RawTensor } from '../../../src/protocol/runner.ts';

/** A tensor's bytes as reload.py writes them: strings each with its length as a little-endian uint64 before it. */
export function rawBytes(tensor: RawTensor): Buffer {
  if (tensor.kind === 'numbers') return Buffer.from(tensor.bytes);
  return Buffer.concat(
    tensor.values.flatMap((value) => {
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(value.length));
      return [length, value];
    }),
  );
}

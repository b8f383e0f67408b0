import type { DtypeName } from '../protocol/model.ts';
import { smallFloats, smallFloatTable } from '../core/floats.ts';

/**
 * The dtypes that Bitcast does not know (float8, int4), by way of one that TensorFlow's Cast makes them from without
 * loss. Only the payload and sign of a NaN are not kept.
 */
export interface Carrier {
  /** The dtype that carries the values: `float32`, `int8` or `uint8`. */
  readonly dtype: DtypeName;
  /** Bytes of the small dtype to bytes of the carrier. */
  readonly widen: (bytes: Uint8Array) => Uint8Array;
  /** Bytes of the carrier, which hold values of the small dtype only, to bytes of the small dtype. */
  readonly narrow: (bytes: Uint8Array) => Uint8Array;
}

/** How a dtype is carried; null for those that Bitcast knows. */
export function carrierOf(dtype: DtypeName): Carrier | null {
  if (dtype === 'int4' || dtype === 'int2') return integers('int8');
  if (dtype === 'uint4' || dtype === 'uint2') return integers('uint8');
  return smallFloats[dtype]?.bits === 8 ? floats(dtype) : null;
}

/** In memory they take a whole byte each. */
function integers(dtype: 'int8' | 'uint8'): Carrier {
  const same = (bytes: Uint8Array): Uint8Array => bytes;
  return { dtype, widen: same, narrow: same };
}

function floats(dtype: DtypeName): Carrier {
  const table = smallFloatTable(dtype) ?? new Float64Array(256);
  // By float32's bits, so that −0 has its own entry; every NaN goes to the first.
  const bitsOf = new Map<number, number>();
  for (const [bits, value] of table.entries()) {
    const key = float32Bits(value);
    if (!bitsOf.has(key)) bitsOf.set(key, bits);
  }
  const nan = bitsOf.get(float32Bits(NaN)) ?? 0;
  return {
    dtype: 'float32',
    widen: (bytes) => {
      const wide = new DataView(new ArrayBuffer(bytes.length * 4));
      for (const [index, bits] of bytes.entries()) {
        wide.setFloat32(index * 4, table[bits] ?? NaN, true);
      }
      return new Uint8Array(wide.buffer);
    },
    narrow: (bytes) => {
      const wide = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return Uint8Array.from(
        { length: bytes.length / 4 },
        (_, index) => bitsOf.get(wide.getUint32(index * 4, true)) ?? nan,
      );
    },
  };
}

const scratch = new DataView(new ArrayBuffer(4));

function float32Bits(value: number): number {
  scratch.setFloat32(0, value);
  return scratch.getUint32(0);
}

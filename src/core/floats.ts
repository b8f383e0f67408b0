import type { DtypeName } from '../protocol/model.ts';

/**
 * A floating-point format of at most 16 bits. Infinities and NaNs follow IEEE 754 (`ieee`: exponent of ones), or
 * the finite formats of arXiv:2209.05433 and ml_dtypes: `fn` has no infinity and NaN where all bits but the sign
 * are ones, `fnuz` also no negative zero, whose bits are the one NaN.
 */
export interface SmallFloat {
  readonly bits: 8 | 16;
  readonly exponentBits: number;
  readonly mantissaBits: number;
  readonly bias: number;
  readonly special: 'ieee' | 'fn' | 'fnuz';
}

export const smallFloats: Readonly<Record<DtypeName, SmallFloat>> = {
  float16: { bits: 16, exponentBits: 5, mantissaBits: 10, bias: 15, special: 'ieee' },
  bfloat16: { bits: 16, exponentBits: 8, mantissaBits: 7, bias: 127, special: 'ieee' },
  float8_e5m2: { bits: 8, exponentBits: 5, mantissaBits: 2, bias: 15, special: 'ieee' },
  float8_e4m3fn: { bits: 8, exponentBits: 4, mantissaBits: 3, bias: 7, special: 'fn' },
  float8_e4m3fnuz: { bits: 8, exponentBits: 4, mantissaBits: 3, bias: 8, special: 'fnuz' },
  float8_e4m3b11fnuz: { bits: 8, exponentBits: 4, mantissaBits: 3, bias: 11, special: 'fnuz' },
  float8_e5m2fnuz: { bits: 8, exponentBits: 5, mantissaBits: 2, bias: 16, special: 'fnuz' },
};

/** The value of the bits; every value of these formats is exact in float64. */
export function decodeSmallFloat(format: SmallFloat, bits: number): number {
  const { exponentBits, mantissaBits, bias, special } = format;
  const signBit = 1 << (format.bits - 1);
  const magnitude = bits & (signBit - 1);
  const negative = (bits & signBit) !== 0;
  const exponent = magnitude >> mantissaBits;
  const mantissa = magnitude & ((1 << mantissaBits) - 1);
  const allOnes = (1 << exponentBits) - 1;

  if (special === 'ieee' && exponent === allOnes) {
    if (mantissa !== 0) return NaN;
    return negative ? -Infinity : Infinity;
  }
  if (special === 'fn' && magnitude === signBit - 1) return NaN;
  if (special === 'fnuz' && bits === signBit) return NaN;

  const value =
    exponent === 0
      ? mantissa * 2 ** (1 - bias - mantissaBits)
      : (mantissa + (1 << mantissaBits)) * 2 ** (exponent - bias - mantissaBits);
  return negative ? -value : value;
}

/** Values of all bit patterns of a format, as a table: 256 or 65,536 entries, made on first use. */
export function smallFloatTable(dtype: DtypeName): Float64Array | undefined {
  const format = smallFloats[dtype];
  if (!format) return undefined;
  let table = tables.get(dtype);
  if (!table) {
    table = new Float64Array(2 ** format.bits);
    for (let bits = 0; bits < table.length; bits++) table[bits] = decodeSmallFloat(format, bits);
    tables.set(dtype, table);
  }
  return table;
}

/** A memo of pure functions' results; it holds nothing of any file. */
const tables = new Map<DtypeName, Float64Array>();

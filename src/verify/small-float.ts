import { decodeSmallFloat, type SmallFloat } from '../core/floats.ts';

/**
 * Numbers to the bits of a format of at most 16 bits: the nearest value, ties to even. Beyond the largest: infinity,
 * or NaN in a format without. NaN: the quiet one with nothing else set.
 */
export function smallFloatEncoder(format: SmallFloat): (value: number) => number {
  const sign = 1 << (format.bits - 1);
  const nan = quietNan(format);
  // Positive values ascend with their bits, up to where infinity and NaN begin.
  let end = sign;
  while (!Number.isFinite(decodeSmallFloat(format, end - 1))) end -= 1;
  const values = Float64Array.from({ length: end }, (_, bits) => decodeSmallFloat(format, bits));
  const at = (bits: number): number => values[bits] ?? Infinity;
  // The gap beyond the largest value counts as wide as the one below it.
  const overflow = at(end - 1) + (at(end - 1) - at(end - 2)) / 2;
  const beyond = format.special === 'ieee' ? end : nan;

  const magnitude = (value: number): number => {
    if (value >= overflow) return beyond;
    let low = 0;
    let high = end - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (at(middle) <= value) low = middle;
      else high = middle - 1;
    }
    if (low === end - 1) return low;
    const half = (at(low) + at(low + 1)) / 2; // exact: the formats are far shorter than float64
    return value < half || (value === half && low % 2 === 0) ? low : low + 1;
  };

  return (value) => {
    if (Number.isNaN(value)) return nan;
    const bits = magnitude(Math.abs(value));
    const negative = value < 0 || Object.is(value, -0);
    if (!negative || bits === nan) return bits;
    // These formats have no negative zero: its bits are their NaN.
    return format.special === 'fnuz' && bits === 0 ? 0 : bits | sign;
  };
}

function quietNan({ bits, exponentBits, mantissaBits, special }: SmallFloat): number {
  const sign = 1 << (bits - 1);
  if (special === 'fnuz') return sign;
  if (special === 'fn') return sign - 1;
  return (((1 << exponentBits) - 1) << mantissaBits) | (1 << (mantissaBits - 1));
}

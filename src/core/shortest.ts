/**
 * The shortest decimal text of a float32 or of a smaller float that reads back to the same bits in its own
 * format. What reads back is what lies between the midpoints to the two neighbours; on a midpoint, what IEEE
 * rounding to even gives.
 */
export interface Neighbourhood {
  /** The value, positive and finite. */
  readonly value: number;
  /** The next smaller magnitude of the format; 0 under the smallest. */
  readonly below: number;
  /** The next larger magnitude; where there is none, as far above as `below` lies below. */
  readonly above: number;
  /** Whether the last bit of the mantissa is 0. */
  readonly even: boolean;
}

export function shortestText(neighbourhood: Neighbourhood): string {
  const { value, below, above, even } = neighbourhood;
  // Exact in float64: the formats have at most 24 bits of mantissa.
  const low = (below + value) / 2;
  const high = (value + above) / 2;
  const readsBack = (candidate: number): boolean =>
    (candidate > low && candidate < high) || (even && (candidate === low || candidate === high));

  const evenlySpaced = value - below === above - value;

  for (let digits = 1; digits <= 17; digits++) {
    const nearest = value.toPrecision(digits);
    if (readsBack(Number(nearest))) return String(Number(nearest));
    if (evenlySpaced) continue;
    // At a power of two the gap above is twice the gap below: a text farther off may lie inside.
    const [mantissa = '', exponent = '0'] = value.toExponential(digits - 1).split('e');
    const scale = Number(exponent) - (digits - 1);
    const whole = Number(mantissa.replace('.', ''));
    for (const other of [whole - 1, whole + 1]) {
      const candidate = Number(`${String(other)}e${String(scale)}`);
      if (readsBack(candidate)) return String(candidate);
    }
  }
  return String(value);
}

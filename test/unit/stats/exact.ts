/** Mean and standard deviation in exact arithmetic: every float64 is a whole number of 2^-1074. */

const SCALE = 1074n;

/** `value` · 2^1074, exactly. */
export function scaled(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n);
  return bits >> 63n === 1n ? -magnitude : magnitude;
}

/** The float64 next to numerator / denominator, within two units in the last place. */
function quotient(numerator: bigint, denominator: bigint): number {
  if (numerator < 0n) return -quotient(-numerator, denominator);
  if (numerator === 0n) return 0;
  const shift = BigInt(64 - (bitLength(numerator) - bitLength(denominator)));
  const mantissa =
    shift >= 0n ? (numerator << shift) / denominator : numerator / (denominator << -shift);
  // In two steps, so that neither power leaves float64.
  const half = shift / 2n;
  return Number(mantissa) * 2 ** -Number(half) * 2 ** -Number(shift - half);
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}

export function exactMean(values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + scaled(value), 0n);
  return quotient(sum, BigInt(values.length) << SCALE);
}

/** Population standard deviation. */
export function exactStd(values: readonly number[]): number {
  const count = BigInt(values.length);
  const numbers = values.map(scaled);
  const sum = numbers.reduce((total, value) => total + value, 0n);
  const squares = numbers.reduce((total, value) => total + value * value, 0n);
  const numerator = count * squares - sum * sum;
  // The root of the scaled number, so that the square need not fit a float64.
  const root = integerRoot(numerator << 128n);
  return quotient(root, count << (SCALE + 64n));
}

function integerRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let guess = 1n << BigInt(Math.ceil(bitLength(value) / 2));
  for (;;) {
    const next = (guess + value / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

/** Norms of this size have squares that float64 holds with all its digits. */
const [smallest, largest] = [2 ** -460, 2 ** 500];

/** Whether a norm that was computed from squares is as exact as float64 gets; not for 0, NaN and infinities. */
export function isPlain(norm: number): boolean {
  return norm > smallest && norm < largest;
}

/** Norm of a row; null with NaN or an infinity in it. */
export function rowNorm(values: Float64Array): number | null {
  const norm = Math.sqrt(squareOf(values));
  const exact = isPlain(norm) ? norm : exactNorm(values);
  return Number.isNaN(exact) ? null : exact;
}

export function squareOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}

/** NaN with NaN or an infinity in it; of a row whose squares leave float64, scaled by its largest value. */
export function exactNorm(values: Float64Array): number {
  let scale = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) return NaN;
    scale = Math.max(scale, Math.abs(value));
  }
  if (scale === 0) return 0;
  let sum = 0;
  for (const value of values) sum += (value / scale) ** 2;
  return Math.min(scale * Math.sqrt(sum), Number.MAX_VALUE);
}

/** As a float32, which is neither zero nor infinite where the norm is not. */
export function storedNorm(norm: number): number {
  if (norm === 0 || Number.isNaN(norm)) return norm;
  return Math.min(Math.max(norm, 2 ** -149), (2 - 2 ** -23) * 2 ** 127);
}

/** NaN where one of them has no direction. */
export function cosine(product: number, norm: number, other: number): number {
  return Math.min(1, Math.max(-1, product / (norm * other)));
}

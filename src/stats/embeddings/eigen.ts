import { seededRandom } from '../../core/random.ts';
import type { Steps } from '../../core/steps.ts';

/** Eigenvalues of a symmetric matrix, and as many of its eigenvectors as were asked for. */
export interface Eigen {
  /** Descending. */
  readonly values: Float64Array;
  /** Of the largest values, in their order: of length 1, their largest element positive. */
  readonly vectors: readonly Float64Array[];
}

/** Rounds after which QL has found any eigenvalue that it will find; two or three are usual. */
const mostRounds = 60;

/**
 * Householder's reduction to tridiagonal form, implicit QL for all eigenvalues, inverse iteration for single vectors
 * (Golub and Van Loan, Matrix Computations, 8.2, 8.3): of n dimensions about 4/3 n³ operations.
 * @param matrix row by row, `size` × `size`, finite; only its lower half is read, and it is used up
 * @returns null where no eigenvalues are found: what was given was not finite
 */
export function* symmetricEigen(
  matrix: Float64Array,
  size: number,
  vectors: number,
): Steps<Eigen | null> {
  // Squares of very small or large numbers would leave float64.
  let largest = 0;
  for (const value of matrix) largest = Math.max(largest, Math.abs(value));
  if (!Number.isFinite(largest)) return null;
  const unit = largest === 0 ? 1 : largest;
  for (let at = 0; at < matrix.length; at++) matrix[at] = (matrix[at] as number) / unit;
  const { diagonal, beside, factors } = yield* tridiagonal(matrix, size);
  const values = yield* eigenvalues(diagonal, beside);
  if (!values) return null;
  const found: Float64Array[] = [];
  for (let k = 0; k < Math.min(vectors, size); k++) {
    yield;
    const vector = inverseIteration(diagonal, beside, values[k] as number, found);
    found.push(vector);
  }
  for (const vector of found) {
    yield;
    reflect(matrix, size, factors, vector);
    turn(vector);
  }
  return { values: values.map((value) => value * unit), vectors: found };
}

interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Element i lies between i and i + 1. */
  readonly beside: Float64Array;
  /** 2 / |v|² of each reflection, whose v lies below the diagonal of its column; 0 for none. */
  readonly factors: Float64Array;
}

function* tridiagonal(matrix: Float64Array, size: number): Steps<Tridiagonal> {
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(Math.max(0, size - 1));
  const factors = new Float64Array(size);
  const v = new Float64Array(size);
  const p = new Float64Array(size);
  for (let k = 0; k + 1 < size; k++) {
    yield;
    let square = 0;
    for (let i = k + 1; i < size; i++) {
      const value = matrix[i * size + k] as number;
      v[i] = value;
      square += value * value;
    }
    const head = v[k + 1] as number;
    const rest = square - head * head;
    if (k + 2 >= size || rest <= 0) {
      beside[k] = head;
      continue;
    }
    const alpha = head > 0 ? -Math.sqrt(square) : Math.sqrt(square);
    v[k + 1] = head - alpha;
    const factor = 2 / (square - 2 * alpha * head + alpha * alpha);
    beside[k] = alpha;
    factors[k] = factor;
    applyBothSides(matrix, size, k + 1, v, p, factor);
    for (let i = k + 1; i < size; i++) matrix[i * size + k] = v[i] as number;
  }
  for (let i = 0; i < size; i++) diagonal[i] = matrix[i * size + i] as number;
  return { diagonal, beside, factors };
}

/** The lower half of (1 − f v vᵀ) A (1 − f v vᵀ), from row and column `from` on. */
function applyBothSides(
  matrix: Float64Array,
  size: number,
  from: number,
  v: Float64Array,
  p: Float64Array,
  factor: number,
): void {
  p.fill(0, from);
  for (let i = from; i < size; i++) {
    const line = i * size;
    const vi = v[i] as number;
    let sum = (matrix[line + i] as number) * vi;
    for (let j = from; j < i; j++) {
      const value = matrix[line + j] as number;
      sum += value * (v[j] as number);
      p[j] = (p[j] as number) + value * vi;
    }
    p[i] = (p[i] as number) + sum;
  }
  let along = 0;
  for (let i = from; i < size; i++) {
    p[i] = (p[i] as number) * factor;
    along += (p[i] as number) * (v[i] as number);
  }
  const half = (along * factor) / 2;
  for (let i = from; i < size; i++) p[i] = (p[i] as number) - half * (v[i] as number);
  for (let i = from; i < size; i++) {
    const line = i * size;
    const vi = v[i] as number;
    const pi = p[i] as number;
    for (let j = from; j <= i; j++) {
      matrix[line + j] =
        (matrix[line + j] as number) - vi * (p[j] as number) - pi * (v[j] as number);
    }
  }
}

/** Implicit QL with Wilkinson's shift. */
function* eigenvalues(diagonal: Float64Array, beside: Float64Array): Steps<Float64Array | null> {
  const d = diagonal.slice();
  const e = new Float64Array(d.length);
  e.set(beside);
  for (let from = 0; from < d.length; from++) {
    yield;
    for (let round = 0; ; round++) {
      let end = from;
      while (end + 1 < d.length) {
        const scale = Math.abs(d[end] as number) + Math.abs(d[end + 1] as number);
        if (Math.abs(e[end] as number) <= Number.EPSILON * scale) break;
        end++;
      }
      if (end === from) break;
      if (round === mostRounds) return null;
      qlRound(d, e, from, end);
    }
  }
  return d.every(Number.isFinite) ? d.sort().reverse() : null;
}

function qlRound(d: Float64Array, e: Float64Array, from: number, end: number): void {
  let g = ((d[from + 1] as number) - (d[from] as number)) / (2 * (e[from] as number));
  let r = Math.hypot(g, 1);
  g = (d[end] as number) - (d[from] as number) + (e[from] as number) / (g + (g < 0 ? -r : r));
  let [s, c, p] = [1, 1, 0];
  for (let i = end - 1; i >= from; i--) {
    const f = s * (e[i] as number);
    const b = c * (e[i] as number);
    r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1] = (d[i + 1] as number) - p;
      e[end] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = (d[i + 1] as number) - p;
    r = ((d[i] as number) - g) * s + 2 * c * b;
    p = s * r;
    d[i + 1] = g + p;
    g = c * r - b;
  }
  d[from] = (d[from] as number) - p;
  e[from] = g;
  e[end] = 0;
}

/** Solves (T − λ) x = x a few times over, beginning with random numbers, at right angles to what was found before. */
function inverseIteration(
  diagonal: Float64Array,
  beside: Float64Array,
  value: number,
  before: readonly Float64Array[],
): Float64Array {
  const size = diagonal.length;
  const tiny = Number.EPSILON; // of a matrix whose largest element is 1
  const random = seededRandom(before.length);
  let x: Float64Array = Float64Array.from({ length: size }, () => random() - 0.5);
  for (let round = 0; round < 5; round++) {
    atRightAngles(x, before);
    x = solveShifted(diagonal, beside, value, x, tiny);
    normalise(x);
  }
  atRightAngles(x, before);
  normalise(x);
  return x;
}

/** Gauss's elimination with partial pivoting on three diagonals. */
function solveShifted(
  diagonal: Float64Array,
  beside: Float64Array,
  value: number,
  right: Float64Array,
  tiny: number,
): Float64Array {
  const size = diagonal.length;
  const a = diagonal.map((each) => each - value);
  const b = new Float64Array(size);
  b.set(beside);
  const c = new Float64Array(size);
  const x = right.slice();
  for (let i = 0; i + 1 < size; i++) {
    const below = beside[i] as number;
    let pivot = a[i] as number;
    const next = a[i + 1] as number;
    if (Math.abs(below) > Math.abs(pivot)) {
      // Rows i and i + 1 change places.
      const factor = pivot / below;
      const [bi, bNext, xi] = [b[i] as number, b[i + 1] as number, x[i] as number];
      a[i] = below;
      b[i] = next;
      c[i] = i + 2 < size ? bNext : 0;
      a[i + 1] = bi - factor * next;
      b[i + 1] = i + 2 < size ? -factor * bNext : 0;
      x[i] = x[i + 1] as number;
      x[i + 1] = xi - factor * (x[i] as number);
    } else {
      if (Math.abs(pivot) < tiny) pivot = pivot < 0 ? -tiny : tiny;
      a[i] = pivot;
      const factor = below / pivot;
      a[i + 1] = next - factor * (b[i] as number);
      x[i + 1] = (x[i + 1] as number) - factor * (x[i] as number);
    }
  }
  for (let i = size - 1; i >= 0; i--) {
    let pivot = a[i] as number;
    if (Math.abs(pivot) < tiny) pivot = pivot < 0 ? -tiny : tiny;
    let sum = x[i] as number;
    if (i + 1 < size) sum -= (b[i] as number) * (x[i + 1] as number);
    if (i + 2 < size) sum -= (c[i] as number) * (x[i + 2] as number);
    x[i] = sum / pivot;
  }
  return x;
}

function atRightAngles(x: Float64Array, before: readonly Float64Array[]): void {
  for (const other of before) {
    let along = 0;
    for (let i = 0; i < x.length; i++) along += (x[i] as number) * (other[i] as number);
    for (let i = 0; i < x.length; i++) x[i] = (x[i] as number) - along * (other[i] as number);
  }
}

function normalise(x: Float64Array): void {
  let largest = 0;
  for (const value of x) largest = Math.max(largest, Math.abs(value));
  if (largest === 0) return;
  let square = 0;
  for (let i = 0; i < x.length; i++) {
    x[i] = (x[i] as number) / largest;
    square += (x[i] as number) ** 2;
  }
  const norm = Math.sqrt(square);
  for (let i = 0; i < x.length; i++) x[i] = (x[i] as number) / norm;
}

/** Takes a vector of the tridiagonal form back to the matrix. */
function reflect(
  matrix: Float64Array,
  size: number,
  factors: Float64Array,
  vector: Float64Array,
): void {
  for (let k = size - 3; k >= 0; k--) {
    const factor = factors[k] as number;
    if (factor === 0) continue;
    let along = 0;
    for (let i = k + 1; i < size; i++) {
      along += (matrix[i * size + k] as number) * (vector[i] as number);
    }
    along *= factor;
    for (let i = k + 1; i < size; i++) {
      vector[i] = (vector[i] as number) - along * (matrix[i * size + k] as number);
    }
  }
}

/** A vector and its opposite are both eigenvectors: of the two, the one whose largest element is positive. */
function turn(vector: Float64Array): void {
  let largest = 0;
  for (const value of vector) if (Math.abs(value) > Math.abs(largest)) largest = value;
  if (largest < 0) for (let i = 0; i < vector.length; i++) vector[i] = -(vector[i] as number);
}

import { limits } from '../protocol/limits.ts';
import type { TensorInfo } from '../protocol/model.ts';

/** A stored shape after its checks: every dimension, their product, and the bytes of it are exact as numbers. */
export interface CheckedShape {
  readonly shape: readonly number[];
  readonly elements: number;
}

/**
 * Checks the dimensions that a file states. Nothing may be allocated by them before this.
 * @param itemBytes of one element; TensorFlow's largest have 16
 * @returns the shape, or as a clause what is wrong with it.
 */
export function checkShape(
  dimensions: readonly bigint[],
  itemBytes = 16,
): CheckedShape | { problem: string } {
  if (dimensions.length > limits.rank) {
    return { problem: `its rank ${String(dimensions.length)} is over ${String(limits.rank)}` };
  }
  let elements = 1n;
  for (const dimension of dimensions) {
    if (dimension < 0n) return { problem: `its dimension ${String(dimension)} is negative` };
    if (dimension > BigInt(Number.MAX_SAFE_INTEGER)) {
      return { problem: `its dimension ${String(dimension)} is beyond 2^53` };
    }
    elements *= dimension;
    // Stopped at once, or the product of 254 dimensions becomes a bigint of 13,000 bits.
    if (elements > 2n ** 63n) break;
  }
  if (elements * BigInt(Math.max(1, itemBytes)) > BigInt(Number.MAX_SAFE_INTEGER)) {
    return { problem: `its shape ${shapeInSentence(dimensions)} takes more than 2^53 bytes` };
  }
  return { shape: dimensions.map(Number), elements: Number(elements) };
}

/** Dimensions of a shape that are told in a sentence; real ones have no more. */
const dimensionsTold = 12;

/** A shape as a sentence tells it: 500 × 32, "scalar"; of one with hundreds of dimensions the first. */
export function shapeInSentence(shape: readonly (number | bigint)[]): string {
  if (shape.length === 0) return 'scalar';
  const told = shape.slice(0, dimensionsTold).join(' × ');
  return shape.length > dimensionsTold ? `${told} × …` : told;
}

/** Elements of a shape that was checked. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** Elements of all weights, where none is stored twice. */
export function countParameters(tensors: readonly TensorInfo[]): number {
  return tensors
    .filter(({ role }) => role === 'weight')
    .reduce((sum, { shape }) => sum + elementCount(shape), 0);
}

import type { TensorSliceProto } from '../protobuf/generated/tensorflow/types_pb.ts';
import type { Extent } from './slice-key.ts';

/** A part of a tensor: where it begins and how many elements it takes, along each axis. */
export interface Box {
  readonly start: readonly number[];
  readonly length: readonly number[];
}

/** The extents of a TensorSliceProto; one without a length is a whole dimension. */
export function extentsOf({ extent }: TensorSliceProto): Extent[] {
  return extent.map(({ start, hasLength }) => ({
    start,
    length: hasLength.case === 'length' ? hasLength.value : -1n,
  }));
}

/** The part of a tensor that a slice is; null where it does not lie in it. */
export function boxOf(extents: readonly Extent[], shape: readonly number[]): Box | null {
  if (extents.length !== shape.length) return null;
  const start: number[] = [];
  const length: number[] = [];
  for (const [axis, size] of shape.entries()) {
    const extent = extents[axis];
    if (!extent) return null;
    const whole = extent.length < 0n;
    const first = whole ? 0n : extent.start;
    const count = whole ? BigInt(size) : extent.length;
    if (first < 0n || first + count > BigInt(size)) return null;
    start.push(Number(first));
    length.push(Number(count));
  }
  return { start, length };
}

/** The order of boxes in their tensor, by where they begin. */
export function compareStarts(a: Box, b: Box): number {
  for (const [axis, start] of a.start.entries()) {
    const order = start - (b.start[axis] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}

/** Pairs of boxes that are compared; a tensor in more pieces than need so many is held against itself when it is read. */
const mostComparisons = 1_000_000;

/**
 * Two boxes that have an element in common; null where there are none.
 * @param boxes ordered by their start
 */
export function overlapping<Piece extends Box>(boxes: readonly Piece[]): [Piece, Piece] | null {
  let comparisons = 0;
  for (const [index, box] of boxes.entries()) {
    const end = (box.start[0] ?? 0) + (box.length[0] ?? 1);
    for (let next = index + 1; next < boxes.length; next++) {
      const other = boxes[next];
      // Behind the last row of a box nothing of it is left.
      if (!other || (other.start[0] ?? 0) >= end) break;
      if (++comparisons > mostComparisons) return null;
      if (meet(box, other)) return [box, other];
    }
  }
  return null;
}

function meet(a: Box, b: Box): boolean {
  return a.start.every((start, axis) => {
    const other = b.start[axis] ?? 0;
    const end = Math.min(start + (a.length[axis] ?? 0), other + (b.length[axis] ?? 0));
    return Math.max(start, other) < end;
  });
}

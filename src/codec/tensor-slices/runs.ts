import type { Box } from './box.ts';

/** A tensor that is stored in pieces, each by itself in row-major order. */
export interface Partitioned<Piece extends Box> {
  readonly shape: readonly number[];
  /** Ordered by their start. */
  readonly slices: readonly Piece[];
}

/** Elements that lie side by side both in the whole tensor and in a piece. */
export interface Run<Piece extends Box> {
  readonly slice: Piece;
  /** Element of the piece that the run begins with. */
  readonly from: number;
  readonly length: number;
}

/** Finds the run that begins at an element of the whole tensor; null where no piece has it. */
export function runFinder<Piece extends Box>({
  shape,
  slices,
}: Partitioned<Piece>): (element: number) => Run<Piece> | null {
  let last = 0;
  return (element) => {
    const index = indexOf(element, shape);
    // Neighbours in the tensor are neighbours in the list, or it starts over at the next row.
    for (let step = 0; step < slices.length; step++) {
      const position = (last + step) % slices.length;
      const slice = slices[position];
      if (!slice || !contains(slice, index)) continue;
      last = position;
      return runIn(slice, index, shape);
    }
    return null;
  };
}

/** Index along each axis of an element of the flattened tensor. */
export function indexOf(element: number, shape: readonly number[]): number[] {
  const index = new Array<number>(shape.length);
  let rest = element;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    index[axis] = rest % size;
    rest = Math.floor(rest / size);
  }
  return index;
}

function contains(box: Box, index: readonly number[]): boolean {
  return index.every((at, axis) => {
    const start = box.start[axis] ?? 0;
    return at >= start && at < start + (box.length[axis] ?? 0);
  });
}

function runIn<Piece extends Box>(
  slice: Piece,
  index: readonly number[],
  shape: readonly number[],
): Run<Piece> {
  let from = 0;
  let length = 1;
  let stride = 1;
  let contiguous = true;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const inSlice = (index[axis] ?? 0) - (slice.start[axis] ?? 0);
    const size = slice.length[axis] ?? 1;
    from += inSlice * stride;
    if (contiguous) length = size * stride - from;
    // Rows follow each other without a gap only where the slice has the whole row.
    contiguous &&= size === shape[axis];
    stride *= size;
  }
  return { slice, from, length };
}

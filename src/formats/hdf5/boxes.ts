/** A box of an array: first index and extent along each dimension, and the elements that it has. */
export interface Box {
  readonly start: readonly number[];
  readonly count: readonly number[];
  readonly elements: number;
}

/**
 * Boxes that follow each other in row-major order and together are elements `start` … `start + count − 1`. None
 * reaches over a multiple of `most` elements, so that whoever reads on from one such multiple to the next reads each
 * chunk of the file once.
 */
export function* boxes(
  shape: readonly number[],
  start: number,
  count: number,
  most: number,
): Generator<Box, void, undefined> {
  const end = start + count;
  for (let element = start; element < end;) {
    const box = boxAt(shape, element, Math.min(end - element, most - (element % most)));
    yield box;
    element += box.elements;
  }
}

/** The largest box that begins with an element and has at most so many that follow each other. */
function boxAt(shape: readonly number[], element: number, most: number): Box {
  const start = shape.map(() => 0);
  const count = shape.map(() => 1);
  let rest = element;
  let inner = 1;
  // From the last dimension outwards: as long as whole rows fit and the box begins at the start of one.
  let growing = true;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    const index = rest % size;
    rest = Math.floor(rest / size);
    start[axis] = index;
    if (!growing) continue;
    const fits = Math.max(1, Math.min(size - index, Math.floor(most / inner)));
    count[axis] = fits;
    inner *= fits;
    growing = index === 0 && fits === size;
  }
  return { start, count, elements: inner };
}

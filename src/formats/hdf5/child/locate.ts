import { elementCount } from '../../../core/shape.ts';
import type { FilePlace } from '../../../io/byte-source.ts';
import { boxes, type Box } from '../boxes.ts';
import type { WholeDataset } from '../calls.ts';
import type { OpenFile } from './library.ts';
import { readValues } from './values.ts';

/**
 * Bytes of a dataset that are read to see where they come from; at least half of them, where rows do not fit. What is
 * longer than its buffer of 64 KiB (H5Pset_sieve_buf_size) libhdf5 reads at once and in place.
 */
const probeBytes = 256 * 1024;

/**
 * Where the elements of a contiguous dataset lie, which libhdf5's WebAssembly has no call for: it is seen from what it
 * reads. The first and the last elements must come out of one read each, of just their length and at the right
 * distance, and be the same bytes as in the file; else the answer is null. Nothing is guessed.
 */
export function locate(file: OpenFile, whole: WholeDataset): FilePlace | null {
  const { shape, itemBytes } = whole;
  const elements = elementCount(shape);
  const most = Math.floor(probeBytes / itemBytes);
  const [first] = boxes(shape, 0, Math.min(most, elements), most);
  if (!first) return null;
  const last = { ...first, start: shape.map((size, axis) => size - (first.count[axis] ?? 1)) };
  const start = placeOf(file, whole, first);
  const end = placeOf(file, whole, last);
  if (start === null || end !== start + (elements - first.elements) * itemBytes) return null;
  const { path, offset } = file.reads.piece;
  return { path, offset: offset + start, length: elements * itemBytes };
}

/** Where libhdf5 has read a box from, in the piece; null where it cannot be told. */
function placeOf(file: OpenFile, { dataset, itemBytes }: WholeDataset, box: Box): number | null {
  const { reads } = file;
  const length = box.elements * itemBytes;
  const found: number[] = [];
  reads.watch = (position, wanted) => {
    if (wanted === length) found.push(position);
  };
  try {
    const values = readValues(file, { dataset, member: [], start: box.start, count: box.count });
    const [position] = found;
    if (values.kind !== 'bytes' || position === undefined || found.length > 1) return null;
    return Buffer.compare(values.bytes, reads.raw(position, length)) === 0 ? position : null;
  } finally {
    reads.watch = null;
  }
}

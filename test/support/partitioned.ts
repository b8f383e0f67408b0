import type { WrittenTensor } from './bundle-writer.ts';

/** Ways to cut a tensor: what into, its shape, and where each axis is cut. */
export const partitions: readonly (readonly [
  what: string,
  shape: readonly number[],
  cuts: readonly (readonly number[])[],
])[] = [
  ['rows', [10, 4], [[3, 7], []]],
  ['columns', [6, 9], [[], [2, 3]]],
  ['boxes', [5, 4, 6], [[2], [1, 3], [4]]],
  ['a vector', [17], [[5, 6]]],
];

/** Boxes of a tensor, cut on every axis at the given places; values little-endian int32 0, 1, 2, … */
export function partitioned(
  name: string,
  shape: readonly number[],
  cuts: readonly (readonly number[])[],
  shards: number,
): { tensor: WrittenTensor; bytes: Uint8Array } {
  const count = shape.reduce((product, size) => product * size, 1);
  const values = Int32Array.from({ length: count }, (_, index) => index);
  let boxes: { start: number[]; length: number[] }[] = [{ start: [], length: [] }];
  for (const [axis, size] of shape.entries()) {
    const edges = [0, ...(cuts[axis] ?? []), size];
    boxes = boxes.flatMap(({ start, length }) =>
      edges.slice(1).map((end, part) => ({
        start: [...start, edges[part] ?? 0],
        length: [...length, end - (edges[part] ?? 0)],
      })),
    );
  }
  const slices = boxes.map((box, index) => {
    const inside = [...values].filter((_, element) => {
      let rest = element;
      return shape
        .map((__, axis) => {
          const stride = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
          const at = Math.floor(rest / stride);
          rest %= stride;
          return at;
        })
        .every((at, axis) => {
          const from = box.start[axis] ?? 0;
          return at >= from && at < from + (box.length[axis] ?? 0);
        });
    });
    return { ...box, bytes: new Uint8Array(Int32Array.from(inside).buffer), shard: index % shards };
  });
  return { tensor: { name, dtype: 'int32', shape, slices }, bytes: new Uint8Array(values.buffer) };
}

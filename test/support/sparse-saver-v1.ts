import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { crc32c } from '../../src/codec/crc32c/crc32c.ts';
import { maskCrc32c } from '../../src/codec/crc32c/masked.ts';
import { openTable } from '../../src/codec/sstable/table.ts';
import { MemorySource } from './memory-source.ts';
import { writeSaverV1 } from './saver-v1-writer.ts';
import { blockContent, footer, handle, littleEndian32, varint } from './table-writer.ts';

/**
 * Writes a checkpoint of the first format with one tensor `w` of zeros, whose values are a hole: large in length, and
 * nearly nothing on the disk. List of tensors and values lie in one block, which LevelDB's own builder would do;
 * TensorFlow's gives large values a block of their own, and reads both.
 *
 * @returns where the values begin in the file
 */
export async function writeSparseSaverV1(
  path: string,
  dtype: 'float32' | 'int32',
  shape: readonly number[],
): Promise<number> {
  const elements = shape.reduce((product, size) => product * size, 1);
  const length = elements * (dtype === 'float32' ? 4 : 1);
  // What TensorFlow writes of one element, and then every length around the values made right.
  const file = writeSaverV1('w', [{ name: 'w', dtype, shape, bytes: new Uint8Array(4) }]).get('w');
  const table = await openTable(
    new MemorySource(file ?? new Uint8Array(0)),
    { format: 'tf-checkpoint-v1', path: 'w' },
    'table',
  );
  const entries: [Uint8Array, Uint8Array][] = [];
  for await (const entry of table.entries()) {
    if (!('damage' in entry)) entries.push([entry.key, entry.value]);
  }
  const [contents, values] = entries;
  if (!contents || !values) throw new Error('There are no entries.');
  const inner = values[1].length - (dtype === 'float32' ? 8 : 5);
  const saved = values[1].subarray(2, inner);
  const list = [...varint((dtype === 'float32' ? 5 : 7) * 8 + 2), ...varint(length)];
  const tensor = [0x1a, ...varint(list.length + length), ...list];
  const slice = [...saved, ...tensor];
  const value = [0x12, ...varint(slice.length + length), ...slice];
  const before = Buffer.from([
    ...blockContent([contents], 16).subarray(0, -8),
    ...[0, ...varint(values[0].length), ...varint(value.length + length), ...values[0], ...value],
  ]);
  const restarts = [...littleEndian32(0), ...littleEndian32(1)];
  const after = Uint8Array.from([...restarts, 0]);
  let crc = crc32c(before);
  const zeros = new Uint8Array(1024 ** 2);
  for (let done = 0; done < length; done += zeros.length) {
    crc = crc32c(zeros.subarray(0, Math.min(zeros.length, length - done)), crc);
  }
  const size = before.length + length + restarts.length;
  const tail = Buffer.from([...after, ...littleEndian32(maskCrc32c(crc32c(after, crc)))]);
  const block = (content: Uint8Array): Buffer => {
    const checked = Uint8Array.from([...content, 0]);
    return Buffer.from([...checked, ...littleEndian32(maskCrc32c(crc32c(checked)))]);
  };
  const metaindex = blockContent([], 1);
  const index = blockContent([[Uint8Array.of(1), handle({ offset: 0, size })]], 1);
  const metaindexAt = size + 5;
  const indexAt = metaindexAt + metaindex.length + 5;
  const end = Buffer.concat([
    tail,
    block(metaindex),
    block(index),
    footer(
      handle({ offset: metaindexAt, size: metaindex.length }),
      handle({ offset: indexAt, size: index.length }),
    ),
  ]);
  const descriptor = openSync(path, 'w');
  try {
    writeSync(descriptor, before, 0, before.length, 0);
    ftruncateSync(descriptor, before.length + length);
    writeSync(descriptor, end, 0, end.length, before.length + length);
  } finally {
    closeSync(descriptor);
  }
  return before.length;
}

import type { ByteSource } from '../../io/byte-source.ts';
import { isTable } from '../sstable/table.ts';

/** Of the first entry, which has no key: three lengths, of which the value's is a varint, and the value's first byte. */
const headBytes = 8;

/**
 * Tells by content which of TensorFlow's two formats of checkpoints a file is of; null for what is no table. Both are
 * tables with their header under the empty key. Field 1 of SavedTensorSlices (the first format) is a message, of
 * BundleHeaderProto (the second's index) a number. TensorFlow compresses no table of the first one.
 */
export async function recogniseCheckpoint(
  source: ByteSource,
): Promise<'tf-checkpoint-v1' | 'tf-checkpoint' | null> {
  if (!(await isTable(source))) return null;
  const head = await source.read(0, headBytes);
  const value = head.subarray(2).findIndex((byte) => byte < 0x80) + 3;
  const first = head[0] === 0 && head[1] === 0 && head[value] === 0x0a;
  return first ? 'tf-checkpoint-v1' : 'tf-checkpoint';
}

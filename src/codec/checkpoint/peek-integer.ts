import { dtypeFromNumber } from '../../core/dtypes.ts';
import { numberedFile } from '../../core/checkpoint-files.ts';
import { AppError } from '../../core/errors.ts';
import { readNumbers, swapInPlace, swapUnit } from '../../core/values.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import { decode } from '../protobuf/decode.ts';
import {
  BundleEntryProtoSchema,
  BundleHeaderProtoSchema,
} from '../protobuf/generated/tensorflow/tensor_bundle_pb.ts';
import { openTable } from '../sstable/table.ts';

/**
 * One integer of a checkpoint of the second format, found by its key: neither the other entries nor the graph of
 * objects are read.
 * @returns null where it has none that can be read; what is wrong with a checkpoint is said when it is opened
 */
export async function peekInteger(
  tree: ArtifactTree,
  prefix: string,
  key: string,
  signal?: AbortSignal,
): Promise<number | null> {
  try {
    const entry = await entryOf(tree, prefix, key, signal);
    if (!entry) return null;
    const { bytes, dtype, bigEndian } = entry;
    if (bigEndian) swapInPlace(bytes, swapUnit(dtype));
    const [value] = readNumbers(dtype.name, bytes);
    return value === undefined || !Number.isSafeInteger(Number(value)) ? null : Number(value);
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code !== 'cancelled') return null;
    throw thrown;
  }
}

async function entryOf(
  tree: ArtifactTree,
  prefix: string,
  key: string,
  signal: AbortSignal | undefined,
) {
  const file = `${prefix}.index`;
  const place = { format: 'tf-checkpoint', path: `${tree.root}/${file}` };
  const source = await tree.open(file);
  try {
    const table = await openTable(source, place, 'TensorFlow checkpoint index', signal);
    const stored = async (name: string): Promise<Uint8Array | null> => {
      const found = await table.find(Buffer.from(name), signal);
      return found && found.length < 4096
        ? found.source.read(found.offset, found.length, signal)
        : null;
    };
    const [first, second] = [await stored(''), await stored(key)];
    if (!first || !second) return null;
    const header = decode(BundleHeaderProtoSchema, first, place);
    const entry = decode(BundleEntryProtoSchema, second, place);
    const dtype = dtypeFromNumber(entry.dtype);
    if (entry.slices.length > 0 || Number(entry.size) !== dtype.bytes) return null;
    const data = await tree.open(numberedFile(`${prefix}.data`, entry.shardId, header.numShards));
    try {
      const isInside = entry.offset >= 0n && Number(entry.offset) + dtype.bytes <= data.size;
      if (!isInside) return null;
      const bytes = await data.read(Number(entry.offset), dtype.bytes, signal);
      return { bytes: bytes.slice(), dtype, bigEndian: header.endianness !== 0 };
    } finally {
      await data.close();
    }
  } finally {
    await source.close();
  }
}

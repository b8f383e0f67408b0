import type { BundleEntryProto } from '../../codec/protobuf/generated/tensorflow/tensor_bundle_pb.ts';
import { boxOf, compareStarts, extentsOf, overlapping } from '../../codec/tensor-slices/box.ts';
import { sliceKey, type Extent } from '../../codec/tensor-slices/slice-key.ts';
import { dtypeFromNumber, type Dtype } from '../../core/dtypes.ts';
import { Pacer } from '../../core/pacer.ts';
import { checkShape, elementCount, shapeInSentence } from '../../core/shape.ts';
import { limits } from '../../protocol/limits.ts';
import type { BundleTensor, Damage, StoredSlice, StoredValues } from './entry.ts';
import { nameOf, storedChecksum, type BundleIndex, type IndexEntry } from './index-file.ts';
import type { Shard } from './shards.ts';

/** What comes instead of something that cannot be used. */
interface Damaged {
  readonly damage: Damage;
}

function damagedIndex(problem: string): Damaged {
  return {
    damage: { code: 'malformed', message: `The index is damaged: ${problem}.`, shards: [] },
  };
}

/**
 * The tensors of an index, each held against its dtype, its shape and the files that are there. What does not
 * hold becomes the tensor's `damage`; no size that the index states is used before.
 */
export async function bundleTensors(
  index: BundleIndex,
  shards: readonly Shard[],
  signal: AbortSignal | undefined,
): Promise<{ readonly tensors: readonly BundleTensor[]; readonly orphanSlices: number }> {
  const used = new Set<string>();
  const tensors: BundleTensor[] = [];
  const pacer = new Pacer(signal);
  for (const entry of index.tensors) {
    if (pacer.due) await pacer.pause();
    tensors.push(bundleTensor(entry, index, shards, used));
  }
  return { tensors, orphanSlices: index.slices.size - used.size };
}

function bundleTensor(
  { key, entry }: IndexEntry,
  index: BundleIndex,
  shards: readonly Shard[],
  used: Set<string>,
): BundleTensor {
  // A name is what it is; where it is shown it is made visible.
  const name = nameOf(key);
  const dtype = dtypeFromNumber(entry.dtype);
  const checked = storedShape(entry);
  const known = 'problem' in checked ? { shape: [], elements: 0 } : checked;
  const broken = ({ damage }: Damaged): BundleTensor => ({
    name,
    dtype,
    ...known,
    bytes: statedBytes(entry, dtype, known.elements),
    values: null,
    slices: [],
    damage,
  });

  if ('problem' in checked) return broken(damagedIndex(checked.problem));
  if (dtype.kind === 'other') {
    return broken({
      damage: {
        code: 'unsupported',
        message: `Values of dtype ${dtype.name} are objects of a TensorFlow program and cannot be shown.`,
        shards: [],
      },
    });
  }
  if (entry.slices.length > 0) {
    const slices = storedSlices(key, entry, dtype, known.shape, index, shards, used);
    if ('damage' in slices) return broken(slices);
    const bytes = slices.reduce((sum, slice) => sum + slice.values.size, 0);
    return { name, dtype, ...known, bytes, values: null, slices, damage: null };
  }
  const values = storedValues(entry, dtype, known.shape, shards);
  if ('damage' in values) return broken(values);
  return { name, dtype, ...known, bytes: values.size, values, slices: [], damage: null };
}

/** What damaged values would take, as far as the index can be believed. */
function statedBytes(entry: BundleEntryProto, dtype: Dtype, elements: number): number {
  const bytes = dtype.bytes > 0 ? elements * dtype.bytes : Number(entry.size);
  return Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : 0;
}

function storedShape(entry: BundleEntryProto): ReturnType<typeof checkShape> {
  if (entry.shape?.unknownRank === true) return { problem: 'the shape has no rank' };
  return checkShape(entry.shape?.dim.map((dimension) => dimension.size) ?? []);
}

/** One piece of values, held against what its dtype and shape take and against its file. */
function storedValues(
  entry: BundleEntryProto,
  dtype: Dtype,
  shape: readonly number[],
  shards: readonly Shard[],
): StoredValues | Damaged {
  const shard = shards[entry.shardId];
  if (!shard) {
    return damagedIndex(`it names data file ${String(entry.shardId)} of ${String(shards.length)}`);
  }
  if (entry.size < 0n || entry.offset < 0n) {
    return damagedIndex('it states a negative size or offset');
  }
  const elements = elementCount(shape);
  const takes = BigInt(elements) * BigInt(dtype.bytes);
  if (dtype.kind === 'string') {
    // At least a byte for each string's length, and the checksum of the lengths; nothing at all for none.
    const least = elements === 0 ? 0n : BigInt(elements) + 4n;
    if (entry.size < least) {
      return damagedIndex(
        `${String(entry.size)} bytes for ${String(elements)} strings, which take ${String(least)} at least`,
      );
    }
  } else if (entry.size !== takes) {
    return damagedIndex(
      `${String(entry.size)} bytes for ${dtype.name} of shape ${shapeInSentence(shape)}, which takes ${String(takes)}`,
    );
  }
  if (shard.bytes === null) {
    return {
      damage: {
        code: 'missing-part',
        message: `${shard.file} is missing, which holds these values. Copy it from where the checkpoint was saved.`,
        shards: [entry.shardId],
      },
    };
  }
  const end = entry.offset + entry.size;
  if (end > BigInt(shard.bytes)) {
    return {
      damage: {
        code: 'truncated',
        message: `${shard.file} ends at byte ${String(shard.bytes)}, and these values reach to byte ${String(end)}. Copy it again from where the checkpoint was saved.`,
        shards: [entry.shardId],
      },
    };
  }
  return {
    shard: entry.shardId,
    offset: Number(entry.offset),
    size: Number(entry.size),
    crc32c: storedChecksum(entry),
  };
}

/** The pieces of a partitioned tensor, found under their encoded keys. */
function storedSlices(
  key: Uint8Array,
  entry: BundleEntryProto,
  dtype: Dtype,
  shape: readonly number[],
  index: BundleIndex,
  shards: readonly Shard[],
  used: Set<string>,
): readonly StoredSlice[] | Damaged {
  if (dtype.kind === 'string') {
    return {
      damage: {
        code: 'unsupported',
        message:
          'The strings of a partitioned tensor cannot be read; TensorFlow does not read them either.',
        shards: [],
      },
    };
  }
  if (entry.slices.length > limits.slices) {
    return {
      damage: {
        code: 'unsupported',
        message: `It is stored in ${String(entry.slices.length)} slices, more than the ${String(limits.slices)} that are put together.`,
        shards: [],
      },
    };
  }
  const slices: StoredSlice[] = [];
  const failures: Damage[] = [];
  let elements = 0n;
  // Every slice is looked at, also after a bad one: all missing files are named, and no slice of a tensor counts
  // as belonging to none.
  for (const proto of entry.slices) {
    const extents = extentsOf(proto);
    const encoded = Buffer.from(sliceKey(key, extents)).toString('latin1');
    used.add(encoded);
    const slice = storedSlice(extents, index.slices.get(encoded), entry, dtype, shape, shards);
    if ('damage' in slice) {
      failures.push(slice.damage);
    } else {
      slices.push(slice);
      elements += BigInt(elementCount(slice.length));
    }
  }
  const [failure] = failures;
  if (failure) {
    return { damage: { ...failure, shards: failures.flatMap((damage) => damage.shards) } };
  }
  slices.sort(compareStarts);
  const pair = overlapping(slices);
  if (pair) {
    const [at, other] = pair.map(({ start }) => `[${start.join(', ')}]`);
    return damagedIndex(`the slices at ${at ?? ''} and ${other ?? ''} overlap`);
  }
  if (elements < BigInt(elementCount(shape))) {
    // What TensorFlow 1 saves of the slots of partitioned variables, where the optimizer was made in a scope.
    return {
      damage: {
        code: 'unsupported',
        message: `Its slices hold ${String(elements)} of ${String(elementCount(shape))} elements, so there is no whole tensor to read; TensorFlow only restores it slice by slice.`,
        shards: [],
      },
    };
  }
  if (elements > BigInt(elementCount(shape))) {
    return damagedIndex(
      `the slices have ${String(elements)} elements of ${String(elementCount(shape))}`,
    );
  }
  return slices;
}

/** One slice, held against the tensor it is a part of. */
function storedSlice(
  extents: readonly Extent[],
  stored: BundleEntryProto | undefined,
  whole: BundleEntryProto,
  dtype: Dtype,
  shape: readonly number[],
  shards: readonly Shard[],
): StoredSlice | Damaged {
  const box = boxOf(extents, shape);
  if (!box) return damagedIndex('a slice does not lie in the tensor');
  const at = `[${box.start.join(', ')}]`;
  if (!stored) return damagedIndex(`the slice at ${at} is not in it`);
  if (stored.dtype !== whole.dtype || !hasShape(stored, box.length)) {
    return damagedIndex(`the slice at ${at} has another dtype or shape than the tensor says`);
  }
  const values = storedValues(stored, dtype, box.length, shards);
  return 'damage' in values ? values : { ...box, values };
}

function hasShape(entry: BundleEntryProto, shape: readonly number[]): boolean {
  const dimensions = entry.shape?.dim ?? [];
  return (
    dimensions.length === shape.length &&
    dimensions.every((dimension, axis) => dimension.size === BigInt(shape[axis] ?? -1))
  );
}

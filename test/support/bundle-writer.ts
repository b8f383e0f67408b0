import { create, toBinary } from '@bufbuild/protobuf';
import { crc32c } from '../../src/codec/crc32c/crc32c.ts';
import { maskCrc32c } from '../../src/codec/crc32c/masked.ts';
import {
  BundleEntryProtoSchema,
  BundleHeaderProtoSchema,
} from '../../src/codec/protobuf/generated/tensorflow/tensor_bundle_pb.ts';
import { dtypeFromName } from '../../src/core/dtypes.ts';
import { swapUnit } from '../../src/core/values.ts';
import { sliceKey } from '../../src/codec/tensor-slices/slice-key.ts';
import {
  littleEndian32,
  varint,
  writeTable,
  type KeyValue,
  type TableOptions,
} from './table-writer.ts';

/** A tensor to write; `bytes` little-endian. */
export interface WrittenTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes?: Uint8Array;
  readonly strings?: readonly Uint8Array[];
  readonly shard?: number;
  /** Boxes of a partitioned tensor, in place of `bytes`. */
  readonly slices?: readonly {
    readonly start: readonly number[];
    readonly length: readonly number[];
    readonly bytes: Uint8Array;
    readonly strings?: readonly Uint8Array[];
    readonly shard?: number;
  }[];
}

export interface BundleOptions extends TableOptions {
  readonly shards?: number;
  readonly bigEndian?: boolean;
  readonly minConsumer?: number;
  /** Changes what the index says of a tensor (or of a slice, by its key's text) before it is written. */
  readonly edit?: (name: string, entry: Record<string, unknown>) => void;
}

/** The files of a checkpoint, name → bytes, as TensorFlow writes them. */
export function writeBundle(
  prefix: string,
  tensors: readonly WrittenTensor[],
  options: BundleOptions = {},
): Map<string, Uint8Array> {
  const { shards = 1, bigEndian = false, minConsumer = 0, edit } = options;
  const data: number[][] = Array.from({ length: shards }, () => []);
  const entries: KeyValue[] = [];

  const add = (key: Uint8Array, name: string, entry: Record<string, unknown>): void => {
    edit?.(name, entry);
    entries.push([key, toBinary(BundleEntryProtoSchema, create(BundleEntryProtoSchema, entry))]);
  };
  const store = (tensor: WrittenTensor, shard: number): Record<string, unknown> => {
    const { stored, crc } = tensor.strings
      ? storedStrings(tensor.strings, bigEndian)
      : storedNumbers(tensor, bigEndian);
    const file = data[shard];
    if (!file) throw new Error(`There is no shard ${String(shard)}.`);
    const offset = file.length;
    for (const byte of stored) file.push(byte);
    return {
      ...dtypeAndShape(tensor),
      shardId: shard,
      offset: BigInt(offset),
      size: BigInt(stored.length),
      crc32c: maskCrc32c(crc),
    };
  };

  for (const tensor of tensors) {
    const key = new TextEncoder().encode(tensor.name);
    if (!tensor.slices) {
      add(key, tensor.name, store(tensor, tensor.shard ?? 0));
      continue;
    }
    const extents = tensor.slices.map(({ start, length }) =>
      start.map((from, axis) => ({ start: BigInt(from), length: BigInt(length[axis] ?? 0) })),
    );
    add(key, tensor.name, {
      ...dtypeAndShape(tensor),
      slices: extents.map((extent) => ({
        extent: extent.map(({ start, length }) => ({
          start,
          hasLength: { case: 'length', value: length },
        })),
      })),
    });
    for (const [index, slice] of tensor.slices.entries()) {
      const part = { ...tensor, shape: slice.length, bytes: slice.bytes };
      add(
        sliceKey(key, extents[index] ?? []),
        `${tensor.name}[${slice.start.join(',')}]`,
        store(part, slice.shard ?? 0),
      );
    }
  }

  const header = create(BundleHeaderProtoSchema, {
    numShards: shards,
    endianness: bigEndian ? 1 : 0,
    version: { producer: 1, minConsumer },
  });
  entries.push([new Uint8Array(0), toBinary(BundleHeaderProtoSchema, header)]);
  entries.sort(([a], [b]) => Buffer.compare(a, b));

  const files = new Map<string, Uint8Array>();
  files.set(`${prefix}.index`, writeTable(entries, options));
  const five = (value: number): string => String(value).padStart(5, '0');
  for (const [shard, bytes] of data.entries()) {
    files.set(`${prefix}.data-${five(shard)}-of-${five(shards)}`, Uint8Array.from(bytes));
  }
  return files;
}

/** A tensor of float32 for tests in which the values do not matter. */
export function floats(name: string, shape: readonly number[], shard = 0): WrittenTensor {
  const count = shape.reduce((product, size) => product * size, 1);
  const values = Float32Array.from({ length: count }, (_, index) => Math.fround(index / 3 - 1));
  return { name, dtype: 'float32', shape, bytes: new Uint8Array(values.buffer), shard };
}

function dtypeAndShape({ dtype, shape }: WrittenTensor): Record<string, unknown> {
  return {
    dtype: dtypeFromName(dtype)?.number ?? 0,
    shape: { dim: shape.map((size) => ({ size: BigInt(size) })) },
  };
}

function storedNumbers(
  { dtype, bytes = new Uint8Array(0) }: WrittenTensor,
  bigEndian: boolean,
): { stored: Uint8Array; crc: number } {
  const stored = Uint8Array.from(bytes);
  const known = dtypeFromName(dtype);
  const unit = known ? swapUnit(known) : 1;
  if (bigEndian) {
    for (let at = 0; at < stored.length; at += unit) stored.subarray(at, at + unit).reverse();
  }
  return { stored, crc: crc32c(stored) };
}

/** WriteStringTensor of tensor_bundle.cc, on a machine of either byte order. */
export function storedStrings(
  strings: readonly Uint8Array[],
  bigEndian: boolean,
): { stored: Uint8Array; crc: number } {
  const inOrder = (value: number): number[] =>
    bigEndian ? littleEndian32(value).reverse() : littleEndian32(value);
  const lengths = strings.map((string) => string.length);
  let crc = crc32c(Uint8Array.from(lengths.flatMap(inOrder)));
  const checksum = Uint8Array.from(inOrder(maskCrc32c(crc)));
  const bytes = Uint8Array.from(strings.flatMap((string) => [...string]));
  crc = crc32c(bytes, crc32c(checksum, crc));
  const stored = Uint8Array.from([
    ...lengths.flatMap((length) => varint(length)),
    ...checksum,
    ...bytes,
  ]);
  return { stored, crc };
}

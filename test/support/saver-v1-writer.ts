import { create, toBinary } from '@bufbuild/protobuf';
import {
  SavedSliceSchema,
  SavedTensorSlicesSchema,
} from '../../src/codec/protobuf/generated/tensorflow/saved_tensor_slice_pb.ts';
import { sliceKey, type Extent } from '../../src/codec/tensor-slices/slice-key.ts';
import { numberedFile } from '../../src/core/checkpoint-files.ts';
import { dtypeFromName } from '../../src/core/dtypes.ts';
import type { WrittenTensor } from './bundle-writer.ts';
import { varint, writeTable, type KeyValue, type TableOptions } from './table-writer.ts';

export interface SaverV1Options extends TableOptions {
  /** Number of shards; without it the one file has the prefix's own name. */
  readonly shards?: number;
  /** How lists of numbers are written: TensorFlow packs them. */
  readonly layout?: 'packed' | 'each' | 'in halves';
  /** Changes what a file's list says of a tensor before it is written. */
  readonly edit?: (name: string, meta: Record<string, unknown>, shard: number) => void;
  /** Changes the bytes of a slice's values, a TensorProto. */
  readonly editValues?: (name: string, values: Uint8Array) => Uint8Array;
  readonly minConsumer?: number;
}

/** Where a TensorProto lists values of a dtype (tensorflow/core/framework/tensor.proto). */
const fieldNumbers: Readonly<Record<string, number>> = {
  ...{ float32: 5, float64: 6, string: 8, complex64: 9, int64: 10, bool: 11, complex128: 12 },
  ...{ float16: 13, bfloat16: 13, uint32: 16, uint64: 17 },
};
const intVal = 7;

/** A slice as it is to be stored. */
interface Piece {
  readonly extents: readonly Extent[];
  readonly bytes: Uint8Array;
  readonly strings: readonly Uint8Array[];
  readonly shard: number;
}

/** The files of a checkpoint in the first format, name → bytes, as TensorFlow writes them. */
export function writeSaverV1(
  prefix: string,
  tensors: readonly WrittenTensor[],
  options: SaverV1Options = {},
): Map<string, Uint8Array> {
  const count = options.shards ?? 1;
  const files = new Map<string, Uint8Array>();
  for (let shard = 0; shard < count; shard++) {
    const name = options.shards === undefined ? prefix : numberedFile(prefix, shard, count);
    files.set(name, writeShard(tensors, shard, options));
  }
  return files;
}

function writeShard(
  tensors: readonly WrittenTensor[],
  shard: number,
  options: SaverV1Options,
): Uint8Array {
  const entries: KeyValue[] = [];
  const metas: Record<string, unknown>[] = [];
  for (const tensor of tensors) {
    const pieces = piecesOf(tensor).filter((piece) => piece.shard === shard);
    if (pieces.length === 0) continue;
    const name = new TextEncoder().encode(tensor.name);
    const meta: Record<string, unknown> = {
      name: tensor.name,
      shape: { dim: tensor.shape.map((size) => ({ size: BigInt(size) })) },
      type: dtypeFromName(tensor.dtype)?.number ?? 0,
      slice: pieces.map(({ extents }) => sliceProto(extents)),
    };
    options.edit?.(tensor.name, meta, shard);
    metas.push(meta);
    for (const piece of pieces) {
      entries.push([sliceKey(name, piece.extents), savedSlice(tensor, piece, options)]);
    }
  }
  const versions = { producer: 1, minConsumer: options.minConsumer ?? 0 };
  const contents = create(SavedTensorSlicesSchema, { meta: { tensor: metas, versions } });
  entries.push([new Uint8Array(0), toBinary(SavedTensorSlicesSchema, contents)]);
  return writeTable(
    entries.sort(([a], [b]) => Buffer.compare(a, b)),
    options,
  );
}

function piecesOf({ shape, slices, bytes, strings, shard = 0 }: WrittenTensor): Piece[] {
  if (!slices) {
    const extents = shape.map(() => ({ start: 0n, length: -1n }));
    return [{ extents, bytes: bytes ?? new Uint8Array(0), strings: strings ?? [], shard }];
  }
  return slices.map((slice) => ({
    extents: slice.start.map((start, axis) => ({
      start: BigInt(start),
      length: BigInt(slice.length[axis] ?? 0),
    })),
    bytes: slice.bytes,
    strings: slice.strings ?? [],
    shard: slice.shard ?? 0,
  }));
}

/** A whole dimension has no length, and an extent that is nothing else is empty. */
function sliceProto(extents: readonly Extent[]): Record<string, unknown> {
  return {
    extent: extents.map(({ start, length }) =>
      length < 0n ? {} : { start, hasLength: { case: 'length', value: length } },
    ),
  };
}

/** A SavedTensorSlices; the values by hand, because they may be written in ways that no writer of today has. */
function savedSlice(
  { name, dtype }: WrittenTensor,
  { extents, bytes, strings }: Piece,
  { layout = 'packed', editValues }: SaverV1Options,
): Uint8Array {
  const written = dtype === 'string' ? listOfStrings(strings) : listOfNumbers(dtype, bytes, layout);
  const values = editValues ? editValues(name, written) : written;
  const slice = create(SavedSliceSchema, { name, slice: sliceProto(extents) });
  return field(2, Buffer.concat([toBinary(SavedSliceSchema, slice), field(3, values)]));
}

function listOfStrings(strings: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(strings.map((string) => field(fieldNumbers['string'] ?? 0, string)));
}

function listOfNumbers(
  dtype: string,
  bytes: Uint8Array,
  layout: SaverV1Options['layout'],
): Uint8Array {
  const number = fieldNumbers[dtype] ?? intVal;
  const items = itemsOf(dtype, bytes);
  if (items.length === 0) return new Uint8Array(0);
  const packed = (part: readonly Item[]): Uint8Array =>
    field(number, Buffer.concat(part.map(({ wire }) => wire)));
  if (layout === 'packed') return packed(items);
  const each = (part: readonly Item[]): Uint8Array =>
    Buffer.concat(part.flatMap(({ wire, type }) => [Buffer.from(varint(number * 8 + type)), wire]));
  if (layout === 'each') return each(items);
  const half = Math.ceil(items.length / 2);
  return Buffer.concat([packed(items.slice(0, half)), each(items.slice(half))]);
}

interface Item {
  readonly wire: Uint8Array;
  /** Wire type of a single one. */
  readonly type: number;
}

/** The numbers of a tensor as they stand on the wire; a complex one is two. */
function itemsOf(dtype: string, bytes: Uint8Array): Item[] {
  const known = dtypeFromName(dtype);
  if (!known) throw new Error(`There is no dtype ${dtype}.`);
  const view = Buffer.from(bytes);
  const plain = fieldNumbers[dtype] !== 13 && (known.kind === 'float' || known.kind === 'complex');
  const size = known.kind === 'complex' ? known.bytes / 2 : known.bytes;
  const items: Item[] = [];
  for (let at = 0; at < view.length; at += size) {
    const raw = view.subarray(at, at + size);
    if (plain) {
      items.push({ wire: raw, type: size === 8 ? 1 : 5 });
      continue;
    }
    const wide = Buffer.alloc(8, known.kind === 'int' && (raw.at(-1) ?? 0) >= 0x80 ? 0xff : 0);
    raw.copy(wide);
    items.push({ wire: Uint8Array.from(varint(wide.readBigUInt64LE())), type: 0 });
  }
  return items;
}

export function field(number: number, content: Uint8Array): Uint8Array {
  return Buffer.concat([
    Uint8Array.from([...varint(number * 8 + 2), ...varint(content.length)]),
    content,
  ]);
}

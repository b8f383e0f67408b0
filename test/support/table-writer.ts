import { snappyCompress } from 'hysnappy';
import { crc32c } from '../../src/codec/crc32c/crc32c.ts';
import { maskCrc32c } from '../../src/codec/crc32c/masked.ts';

/** Writes sorted string tables as TensorFlow does, and as it never would: for tests of the reader. */
export interface TableOptions {
  /** A block is closed when it has reached this size. */
  readonly blockBytes?: number;
  readonly snappy?: boolean;
  /** Every how many keys one is stored whole. */
  readonly restartInterval?: number;
  /** Whether a large value shares its block with what is before it, as in LevelDB and not in TensorFlow. */
  readonly largeTogether?: boolean;
}

export type KeyValue = readonly [key: Uint8Array, value: Uint8Array];

export function writeTable(entries: readonly KeyValue[], options: TableOptions = {}): Uint8Array {
  const {
    blockBytes = 262_144,
    snappy = false,
    restartInterval = 16,
    largeTogether = false,
  } = options;
  const file: number[] = [];
  const index: KeyValue[] = [];
  let block: KeyValue[] = [];
  let size = 0;
  const flush = (next: Uint8Array | null): void => {
    const last = block.at(-1);
    if (!last) return;
    const key = next ? separator(last[0], next) : successor(last[0]);
    index.push([key, handle(appendBlock(file, blockContent(block, restartInterval), snappy))]);
    block = [];
    size = 0;
  };
  for (const entry of entries) {
    // TensorFlow's builder gives what is that large a block of its own.
    const large = !largeTogether && entry[0].length + entry[1].length >= 2 * blockBytes;
    if (large || size >= blockBytes) flush(entry[0]);
    const restart = block.length % restartInterval === 0;
    const shared = restart ? 0 : sharedLength(entry[0], block.at(-1)?.[0]);
    block.push(entry);
    // As BlockBuilder::CurrentSizeEstimate of tensorflow/core/lib/io/block_builder.cc has it.
    size += entryBytes(entry, shared) + (restart ? 4 : 0) + (block.length === 1 ? 4 : 0);
  }
  flush(null);
  const metaindex = appendBlock(file, blockContent([], restartInterval), false);
  const indexHandle = appendBlock(file, blockContent(index, 1), false);
  return Uint8Array.from([...file, ...footer(handle(metaindex), handle(indexHandle))]);
}

function sharedLength(key: Uint8Array, previous: Uint8Array | undefined): number {
  let shared = 0;
  while (shared < key.length && key[shared] === previous?.[shared]) shared++;
  return shared;
}

function entryBytes([key, value]: KeyValue, shared: number): number {
  const lengths = [shared, key.length - shared, value.length];
  const numbers = lengths.reduce((sum, length) => sum + varint(length).length, 0);
  return numbers + key.length - shared + value.length;
}

/** The shortest key from `last` on and below `next` (FindShortestSeparator of tensorflow/core/lib/io/table_builder.cc). */
function separator(last: Uint8Array, next: Uint8Array): Uint8Array {
  const at = last.findIndex((byte, index) => byte !== next[index]);
  const byte = last[at] ?? 0xff;
  return at >= 0 && at < next.length && byte < 0xff && byte + 1 < (next[at] ?? 0)
    ? Uint8Array.of(...last.subarray(0, at), byte + 1)
    : last;
}

/** A short key from `last` on (FindShortSuccessor of the same). */
function successor(last: Uint8Array): Uint8Array {
  const at = last.findIndex((byte) => byte !== 0xff);
  return at < 0 ? last : Uint8Array.of(...last.subarray(0, at), (last[at] ?? 0) + 1);
}

export function footer(metaindex: Uint8Array, index: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(48);
  bytes.set(metaindex);
  bytes.set(index, metaindex.length);
  bytes.set([0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb], 40);
  return bytes;
}

export interface Handle {
  readonly offset: number;
  readonly size: number;
}

export function handle({ offset, size }: Handle): Uint8Array {
  return Uint8Array.from([...varint(offset), ...varint(size)]);
}

/** Appends content, compression type and checksum. */
export function appendBlock(file: number[], content: Uint8Array, snappy: boolean): Handle {
  return snappy ? appendStored(file, snappyCompress(content), 1) : appendStored(file, content, 0);
}

/** Appends what is stored of a block, whether it is what its compression type says or not. */
export function appendStored(file: number[], stored: Uint8Array, compression: number): Handle {
  const checked = Uint8Array.from([...stored, compression]);
  const offset = file.length;
  for (const byte of checked) file.push(byte);
  file.push(...littleEndian32(maskCrc32c(crc32c(checked))));
  return { offset, size: stored.length };
}

export function blockContent(entries: readonly KeyValue[], restartInterval: number): Uint8Array {
  const bytes: number[] = [];
  const restarts: number[] = [];
  let previous = new Uint8Array(0) as Uint8Array;
  for (const [position, [key, value]] of entries.entries()) {
    const restart = position % restartInterval === 0;
    if (restart) restarts.push(bytes.length);
    const shared = restart ? 0 : sharedLength(key, previous);
    bytes.push(...varint(shared), ...varint(key.length - shared), ...varint(value.length));
    // Not spread: a value may have more bytes than a call may have arguments.
    for (const byte of key.subarray(shared)) bytes.push(byte);
    for (const byte of value) bytes.push(byte);
    previous = key;
  }
  if (restarts.length === 0) restarts.push(0);
  for (const restart of restarts) bytes.push(...littleEndian32(restart));
  bytes.push(...littleEndian32(restarts.length));
  return Uint8Array.from(bytes);
}

export function varint(value: number | bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt(value);
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return bytes;
}

export function littleEndian32(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24];
}

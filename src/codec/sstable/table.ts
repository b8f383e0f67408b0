import { Cursor, type CursorPlace } from '../../core/cursor.ts';
import { ReadError } from '../../core/errors.ts';
import type { Place } from '../../core/read-error.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import { limits } from '../../protocol/limits.ts';
import { crc32c } from '../crc32c/crc32c.ts';
import { unmaskCrc32c } from '../crc32c/masked.ts';
import type { Span } from '../protobuf/source-walk.ts';
import { uncompressSnappy } from '../snappy/uncompress.ts';
import { blockEntries, type TableEntry } from './block.ts';
import { seekEntry, type BlockContent } from './seek.ts';

/** Two block handles of up to 20 bytes, padding, and the magic number. */
const footerBytes = 48;
/** kTableMagicNumber of tensorflow/core/lib/io/format.h and of LevelDB, as it stands in the file. */
const magic = 0xdb4775248b80fb57n;
/** Compression type (1 byte) and masked CRC-32C of content and type (4 bytes). */
const trailerBytes = 5;

/** A block up to this size is read whole to find an entry in it; of a larger one only what the search needs. Bytes. */
const heldBytes = 1024 ** 2;

interface BlockHandle {
  readonly offset: number;
  readonly size: number;
}

/** An entry where it lies; its value may be larger than memory. */
export interface StoredEntry {
  /** Holds the value at `offset`, and ends with it. */
  readonly source: ByteSource;
  readonly offset: number;
  /** Of the value, bytes. */
  readonly length: number;
  readonly block: EntryBlock;
}

/** The block that an entry lies in. */
export interface EntryBlock {
  /** What its checksum is of: content and compression type, in the file. */
  readonly checked: Span;
  readonly crc32c: number;
  /** Whether the checksum holds; null where the block was too large to be held, and still has to be read for that. */
  readonly intact: boolean | null;
}

/** A data block that cannot be read; its entries are lost, those of the other blocks are not. */
export interface DamagedBlock {
  readonly damage: ReadError;
}

export interface Table {
  /**
   * The table's entries in the order of their keys, one block in memory at a time.
   * @throws AppError only for a cancellation or an I/O error; damage of a block is an element
   */
  entries(signal?: AbortSignal): AsyncGenerator<TableEntry | DamagedBlock, void, undefined>;
  /**
   * The entry with this key, found through the index: what lies before it is not read, and of a large block neither
   * is the entry itself. Null where the table has none.
   * @throws ReadError where the way to it is damaged; what the block's own checksum says is in the answer
   */
  find(key: Uint8Array, signal?: AbortSignal): Promise<StoredEntry | null>;
}

/** Whether the source ends in a table's magic number. */
export async function isTable(source: ByteSource): Promise<boolean> {
  if (source.size < footerBytes) return false;
  const tail = await source.read(source.size - 8, 8);
  return new DataView(tail.buffer, tail.byteOffset, 8).getBigUint64(0, true) === magic;
}

/**
 * Opens a sorted string table as TensorFlow writes it: LevelDB's format without filters
 * (leveldb/doc/table_format.md; tensorflow/core/lib/io/table.cc). Reads the footer and the index block.
 * @param kind what the file should be, for the sentence that says it is not: "TensorFlow checkpoint index"
 * @throws ReadError
 */
export async function openTable(
  source: ByteSource,
  place: Place,
  kind: string,
  signal?: AbortSignal,
): Promise<Table> {
  const foreign = (code: ErrorCode, problem: string): ReadError =>
    new ReadError({ ...place, code, message: `${place.path} is not a ${kind}: ${problem}.` });
  if (source.size === 0) {
    throw foreign('truncated', 'it is empty. The save did not finish, or the copy failed');
  }
  if (source.size < footerBytes) {
    throw foreign(
      'truncated',
      `it has ${String(source.size)} bytes, fewer than the ${String(footerBytes)} of a table's footer`,
    );
  }
  const offset = source.size - footerBytes;
  const footer = new Cursor(await source.read(offset, footerBytes, signal), {
    ...place,
    what: 'the footer',
    offset,
  });
  footer.position = footerBytes - 8;
  if (footer.uint64() !== magic) {
    throw foreign(
      'malformed',
      "it does not end in a table's magic number, so it is another kind of file or it was cut off",
    );
  }
  footer.position = 0;
  readHandle(footer, offset); // Of the metaindex block, which TensorFlow leaves empty.
  const index = await readBlock(
    source,
    readHandle(footer, offset),
    place,
    'the index block',
    signal,
  );
  return new FileTable(source, index, place);
}

class FileTable implements Table {
  readonly #source: ByteSource;
  /** Held in memory whole; its entries are decoded as they are needed. */
  readonly #index: Cursor;
  readonly #place: Place;
  /** The block that was read last: neighbours are asked for one after the other. */
  #held: FoundBlock | null = null;

  constructor(source: ByteSource, index: Cursor, place: Place) {
    this.#source = source;
    this.#index = index;
    this.#place = place;
  }

  entries(signal?: AbortSignal): AsyncGenerator<TableEntry | DamagedBlock, void, undefined> {
    return tableEntries(this.#source, this.#index, this.#place, signal);
  }

  async find(key: Uint8Array, signal?: AbortSignal): Promise<StoredEntry | null> {
    const index = inMemory(this.#index.bytes, this.#index.place);
    const pointer = await seekEntry(index, key, signal);
    if (!pointer) return null;
    const { offset, length } = pointer.value;
    const cursor = new Cursor(this.#index.bytes.subarray(offset, offset + length), {
      ...this.#index.place,
      offset: this.#index.place.offset + offset,
    });
    const handle = storedHandle(cursor, this.#source.size - footerBytes);
    const block = await this.#block(handle, signal);
    const entry = await seekEntry(block.content(signal), key, signal);
    if (!entry || Buffer.compare(entry.key, key) !== 0) return null;
    const at = handle.offset + entry.value.offset;
    return {
      source: this.#until(at + entry.value.length, handle, block),
      offset: at,
      length: entry.value.length,
      block,
    };
  }

  async #block(handle: BlockHandle, signal: AbortSignal | undefined): Promise<FoundBlock> {
    if (this.#held?.checked.offset === handle.offset) return this.#held;
    const block = await findBlock(this.#source, handle, this.#place, signal);
    this.#held = block;
    return block;
  }

  /** What a value is read from. Of a compressed block nothing is kept for it: there may be many such values. */
  #until(size: number, handle: BlockHandle, { compressed }: FoundBlock): ByteSource {
    const read = compressed
      ? async (offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> => {
          const { content } = await this.#block(handle, signal);
          return content(signal).read(offset - handle.offset, length);
        }
      : this.#source.read.bind(this.#source);
    return { size, read, locate: () => null, close: () => Promise.resolve() };
  }
}

/** A block in which an entry is looked for. */
interface FoundBlock extends EntryBlock {
  readonly compressed: boolean;
  readonly content: (signal?: AbortSignal) => BlockContent;
}

async function findBlock(
  source: ByteSource,
  { offset, size }: BlockHandle,
  place: Place,
  signal: AbortSignal | undefined,
): Promise<FoundBlock> {
  const blockPlace: CursorPlace = { ...place, what: 'a block of the table', offset };
  const checked = { offset, length: size + 1 };
  const trailer = await source.read(offset + size, trailerBytes, signal);
  if (trailer[0] === 0 && size > heldBytes) {
    const content = (readSignal?: AbortSignal): BlockContent => ({
      size,
      place: blockPlace,
      read: (at, length) => source.read(offset + at, length, readSignal),
    });
    return { checked, crc32c: storedCrc(trailer), intact: null, compressed: false, content };
  }
  checkBlockSize({ offset, size }, place);
  const bytes = await source.read(offset, size + trailerBytes, signal);
  const intact = isIntact(bytes);
  // What is in no order that is known says nothing; a wrong checksum says why.
  if (!intact && trailer[0] !== 0) throw wrongChecksum(place, blockPlace.what, offset);
  const held = inMemory(contentOf(bytes, blockPlace).bytes, blockPlace);
  return {
    checked,
    crc32c: storedCrc(trailer),
    intact,
    compressed: trailer[0] !== 0,
    content: () => held,
  };
}

function inMemory(bytes: Uint8Array, place: CursorPlace): BlockContent {
  return {
    size: bytes.length,
    place,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

async function* tableEntries(
  source: ByteSource,
  index: Cursor,
  place: Place,
  signal: AbortSignal | undefined,
): AsyncGenerator<TableEntry | DamagedBlock, void, undefined> {
  const blocks = blockEntries(new Cursor(index.bytes, index.place));
  let blockEnd = 0;
  let lastKey: Uint8Array | null = null;
  let keyBytes = 0;
  for (;;) {
    try {
      const next = blocks.next();
      if (next.done) return;
      const entry = next.value;
      const handle = readHandle(
        new Cursor(entry.value, { ...index.place, offset: entry.offset }),
        source.size - footerBytes,
      );
      // Blocks follow each other. Without this a small index could have the same block read a million times.
      if (handle.offset < blockEnd) {
        throw tableError(place, 'malformed', handle.offset, 'two of its blocks overlap');
      }
      blockEnd = handle.offset + handle.size + trailerBytes;
      const block = await readBlock(source, handle, place, 'a block of the table', signal);
      for (const item of blockEntries(block)) {
        if (lastKey && Buffer.compare(lastKey, item.key) >= 0) {
          throw tableError(place, 'malformed', item.offset, 'its keys are not in order');
        }
        lastKey = item.key;
        keyBytes += item.key.length;
        if (keyBytes > limits.tableKeysBytes) {
          yield { damage: tooManyKeys(place, item.offset) };
          return;
        }
        yield item;
      }
    } catch (error) {
      if (!(error instanceof ReadError)) throw error;
      yield { damage: error };
    }
  }
}

/** Keys may be long where their entries are short: each shares what it can with the one before it. */
function tooManyKeys(place: Place, offset: number): ReadError {
  const problem = `its keys together take more than the ${String(limits.tableKeysBytes)} bytes that are read, and those from byte ${String(offset)} on are left out. The file is damaged or was made to exhaust memory`;
  return tableError(place, 'limit-exceeded', offset, problem);
}

/** Place of a block that is read whole: in the file, and within the limit. */
function readHandle(cursor: Cursor, end: number): BlockHandle {
  const handle = storedHandle(cursor, end);
  checkBlockSize(handle, cursor.place);
  return handle;
}

/** A block's place, held against the bytes before the footer. */
function storedHandle(cursor: Cursor, end: number): BlockHandle {
  const offset = cursor.varint64();
  const size = cursor.varint64();
  if (offset + size + BigInt(trailerBytes) > BigInt(end)) {
    throw tableError(
      cursor.place,
      'truncated',
      cursor.place.offset,
      `it states a block of ${String(size)} bytes at byte ${String(offset)}, which is not in the file. The file was cut off or overwritten`,
    );
  }
  return { offset: Number(offset), size: Number(size) };
}

function checkBlockSize({ offset, size }: BlockHandle, place: Place): void {
  if (size <= limits.tableBlockBytes) return;
  throw tableError(
    place,
    'limit-exceeded',
    offset,
    `it states a block of ${String(size)} bytes, more than the ${String(limits.tableBlockBytes)} that are read`,
  );
}

/** The content of a block, verified and uncompressed. */
async function readBlock(
  source: ByteSource,
  { offset, size }: BlockHandle,
  place: Place,
  what: string,
  signal: AbortSignal | undefined,
): Promise<Cursor> {
  const bytes = await source.read(offset, size + trailerBytes, signal);
  if (!isIntact(bytes)) throw wrongChecksum(place, what, offset);
  return contentOf(bytes, { ...place, what, offset });
}

/** @param bytes a block with its trailer */
function isIntact(bytes: Uint8Array): boolean {
  return crc32c(bytes.subarray(0, 1 - trailerBytes)) === storedCrc(bytes.subarray(-trailerBytes));
}

function storedCrc(trailer: Uint8Array): number {
  return unmaskCrc32c(
    new DataView(trailer.buffer, trailer.byteOffset, trailerBytes).getUint32(1, true),
  );
}

/** What is in a block with its trailer, uncompressed. */
function contentOf(bytes: Uint8Array, place: CursorPlace): Cursor {
  const content = bytes.subarray(0, -trailerBytes);
  const compression = bytes.at(-trailerBytes);
  switch (compression) {
    case 0:
      return new Cursor(content, place);
    case 1:
      return new Cursor(uncompressSnappy(content, place), place);
    default:
      throw tableError(
        place,
        'unsupported',
        place.offset,
        `${place.what} at byte ${String(place.offset)} is compressed in a way (type ${String(compression)}) that neither LevelDB nor TensorFlow knows`,
      );
  }
}

function wrongChecksum(place: Place, what: string, offset: number): ReadError {
  return tableError(
    place,
    'checksum-mismatch',
    offset,
    `the checksum of ${what} at byte ${String(offset)} does not match its bytes. Copy the file again from where it was saved`,
  );
}

function tableError(place: Place, code: ErrorCode, offset: number, problem: string): ReadError {
  return new ReadError({
    code,
    message: `${place.path} cannot be read: ${problem}.`,
    format: place.format,
    path: place.path,
    offset,
  });
}

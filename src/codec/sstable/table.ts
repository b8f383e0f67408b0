import { Cursor, type CursorPlace } from '../../core/cursor.ts';
import { ReadError } from '../../core/errors.ts';
import type { Place } from '../../core/read-error.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import { limits } from '../../protocol/limits.ts';
import { crc32c } from '../crc32c/crc32c.ts';
import { unmaskCrc32c } from '../crc32c/masked.ts';
import { uncompressSnappy } from '../snappy/uncompress.ts';
import { blockEntries, type TableEntry } from './block.ts';

/** Two block handles of up to 20 bytes, padding, and the magic number. */
const footerBytes = 48;
/** kTableMagicNumber of tensorflow/core/lib/io/format.h and of LevelDB, as it stands in the file. */
const magic = 0xdb4775248b80fb57n;
/** Compression type (1 byte) and masked CRC-32C of content and type (4 bytes). */
const trailerBytes = 5;

interface BlockHandle {
  readonly offset: number;
  readonly size: number;
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
  // Held in memory whole; its entries are decoded as they are needed.
  return { entries: (entriesSignal) => tableEntries(source, index, place, entriesSignal) };
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
        yield item;
      }
    } catch (error) {
      if (!(error instanceof ReadError)) throw error;
      yield { damage: error };
    }
  }
}

/** A block's place, held against the bytes before the footer. */
function readHandle(cursor: Cursor, end: number): BlockHandle {
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
  if (size > BigInt(limits.tableBlockBytes)) {
    throw tableError(
      cursor.place,
      'limit-exceeded',
      Number(offset),
      `it states a block of ${String(size)} bytes, more than the ${String(limits.tableBlockBytes)} that are read`,
    );
  }
  return { offset: Number(offset), size: Number(size) };
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
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + size, trailerBytes);
  const stored = unmaskCrc32c(trailer.getUint32(1, true));
  if (crc32c(bytes.subarray(0, size + 1)) !== stored) {
    throw tableError(
      place,
      'checksum-mismatch',
      offset,
      `the checksum of ${what} at byte ${String(offset)} does not match its bytes. Copy the file again from where it was saved`,
    );
  }
  const content = bytes.subarray(0, size);
  const blockPlace: CursorPlace = { ...place, what, offset };
  const compression = trailer.getUint8(0);
  switch (compression) {
    case 0:
      return new Cursor(content, blockPlace);
    case 1:
      return new Cursor(uncompressSnappy(content, blockPlace), blockPlace);
    default:
      throw tableError(
        place,
        'unsupported',
        offset,
        `${what} at byte ${String(offset)} is compressed in a way (type ${String(compression)}) that neither LevelDB nor TensorFlow knows`,
      );
  }
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

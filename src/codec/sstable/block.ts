import { Cursor, type CursorPlace } from '../../core/cursor.ts';
import { ReadError } from '../../core/errors.ts';
import { limits } from '../../protocol/limits.ts';

/** One key and its value; both are views or copies that stay valid. */
export interface TableEntry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  /** Offset of the entry in the file; for a compressed block, of the block. */
  readonly offset: number;
}

/**
 * Entries of a block in their order (leveldb/doc/table_format.md, leveldb/table/block_builder.cc): each key is
 * stored as the length it shares with the key before it and the rest. The restart points at the block's end serve
 * binary search only; here they say where the entries end.
 * @param cursor over the block's content, without trailer
 */
export function* blockEntries(cursor: Cursor): Generator<TableEntry, void, undefined> {
  const { bytes, place } = cursor;
  const end = entriesEnd(bytes.subarray(-4), { size: bytes.length, place });
  let key: Uint8Array = new Uint8Array(0);
  while (cursor.position < end) {
    const offset = cursor.place.offset + cursor.position;
    const { shared, rest, valueLength } = entryHeader(cursor, key);
    key = wholeKey(key, shared, cursor.take(rest));
    const value = cursor.take(valueLength);
    if (cursor.position > end) throw cursor.malformed('an entry reaches into the restart points');
    yield { key, value, offset };
  }
}

/** The lengths with which an entry begins. */
export interface EntryHeader {
  /** Bytes that its key has in common with the key before it. */
  readonly shared: number;
  /** Bytes of its key that follow. */
  readonly rest: number;
  /** Bytes of its value, which follow those. */
  readonly valueLength: number;
}

/** Reads the lengths of an entry and holds those of its key against the key before it and against the limit. */
export function entryHeader(cursor: Cursor, previous: Uint8Array): EntryHeader {
  const offset = cursor.place.offset + cursor.position;
  const shared = cursor.varint32();
  const rest = cursor.varint32();
  const valueLength = cursor.varint32();
  if (shared > previous.length) {
    throw cursor.malformed(
      `a key shares ${String(shared)} bytes with one of ${String(previous.length)}`,
    );
  }
  if (shared + rest > limits.tableKeyBytes) {
    throw new ReadError({
      code: 'limit-exceeded',
      message: `${cursor.place.path}: a key at byte ${String(offset)} is ${String(shared + rest)} bytes long, more than the ${String(limits.tableKeyBytes)} that are read. The file is damaged.`,
      format: cursor.place.format,
      path: cursor.place.path,
      offset,
    });
  }
  return { shared, rest, valueLength };
}

/** A key out of the one before it and the bytes in which it differs. */
export function wholeKey(previous: Uint8Array, shared: number, rest: Uint8Array): Uint8Array {
  const whole = new Uint8Array(shared + rest.length);
  whole.set(previous.subarray(0, shared));
  whole.set(rest, shared);
  return whole;
}

/**
 * Where the restart points begin and the entries end: the count of the points is the block's last word.
 * @param tail the last four bytes of the content
 */
export function entriesEnd(
  tail: Uint8Array,
  { size, place }: { readonly size: number; readonly place: CursorPlace },
): number {
  const cursor = new Cursor(tail, { ...place, offset: place.offset + Math.max(0, size - 4) });
  if (tail.length < 4) throw cursor.malformed('a block is too short for its restart points');
  const count = cursor.uint32();
  const end = size - 4 - count * 4;
  if (end < 0) throw cursor.malformed(`a block states ${String(count)} restart points`);
  return end;
}

import type { Cursor } from '../../core/cursor.ts';
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
  const end = entriesEnd(cursor);
  let key: Uint8Array = new Uint8Array(0);
  while (cursor.position < end) {
    const offset = cursor.place.offset + cursor.position;
    const shared = cursor.varint32();
    const rest = cursor.varint32();
    const valueLength = cursor.varint32();
    if (shared > key.length) {
      throw cursor.malformed(
        `a key shares ${String(shared)} bytes with one of ${String(key.length)}`,
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
    const suffix = cursor.take(rest);
    const whole = new Uint8Array(shared + rest);
    whole.set(key.subarray(0, shared));
    whole.set(suffix, shared);
    key = whole;
    const value = cursor.take(valueLength);
    if (cursor.position > end) throw cursor.malformed('an entry reaches into the restart points');
    yield { key, value, offset };
  }
}

/** Where the restart points begin: their count is the block's last word. */
function entriesEnd(cursor: Cursor): number {
  const { bytes } = cursor;
  if (bytes.length < 4) throw cursor.malformed('a block is too short for its restart points');
  const count = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(
    0,
    true,
  );
  const end = bytes.length - 4 - count * 4;
  if (end < 0) throw cursor.malformed(`a block states ${String(count)} restart points`);
  return end;
}

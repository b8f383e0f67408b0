import { Cursor, type CursorPlace } from '../../core/cursor.ts';
import { Pacer } from '../../core/pacer.ts';
import type { Span } from '../protobuf/source-walk.ts';
import { entriesEnd, entryHeader, wholeKey } from './block.ts';

/** The content of a block, without trailer, read in small pieces wherever it lies. */
export interface BlockContent {
  readonly size: number;
  readonly place: CursorPlace;
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** An entry, and where its value lies in the block's content. */
export interface SoughtEntry {
  readonly key: Uint8Array;
  readonly value: Span;
}

/** What is read of an entry at once: its lengths, and as many bytes of its key as most have. */
const headBytes = 256;

const noKey: Uint8Array = new Uint8Array(0);

/**
 * The first entry of a block whose key is not below `key`; null where all are. Looks at few of the others and at no
 * value, so that it costs the same in a block of gigabytes: by the restart points, at which keys stand whole
 * (leveldb/table/block.cc).
 * @throws ReadError where the block is damaged
 */
export async function seekEntry(
  content: BlockContent,
  key: Uint8Array,
  signal?: AbortSignal,
): Promise<SoughtEntry | null> {
  const tail = await content.read(Math.max(0, content.size - 4), Math.min(4, content.size));
  const restarts = new RestartPoints(content, entriesEnd(tail, content));
  let low = 0;
  let high = restarts.count - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const { key: there } = await entryAt(content, await restarts.at(middle), noKey, restarts.start);
    if (Buffer.compare(there, key) <= 0) low = middle;
    else high = middle - 1;
  }
  const pacer = new Pacer(signal);
  let previous = noKey;
  let position = await restarts.at(low);
  while (position < restarts.start) {
    if (pacer.due) await pacer.pause();
    const entry = await entryAt(content, position, previous, restarts.start);
    if (Buffer.compare(entry.key, key) >= 0) return entry;
    previous = entry.key;
    position = entry.value.offset + entry.value.length;
  }
  return null;
}

/** Offsets of entries whose keys share nothing with the key before: 4 bytes each, then their count. */
class RestartPoints {
  /** Where they begin, and the entries end. */
  readonly start: number;
  readonly count: number;
  readonly #content: BlockContent;

  constructor(content: BlockContent, start: number) {
    this.start = start;
    this.count = (content.size - 4 - start) / 4;
    this.#content = content;
  }

  async at(index: number): Promise<number> {
    if (this.count === 0) return 0;
    const offset = this.start + index * 4;
    const { place } = this.#content;
    const cursor = new Cursor(await this.#content.read(offset, 4), {
      ...place,
      offset: place.offset + offset,
    });
    const point = cursor.uint32();
    if (point <= this.start) return point;
    throw cursor.malformed(`a restart point is at ${String(point)}, behind the entries`);
  }
}

/** The entry that begins at `position` of the content, and ends before `end`. */
async function entryAt(
  content: BlockContent,
  position: number,
  previous: Uint8Array,
  end: number,
): Promise<SoughtEntry> {
  const over = async (length: number): Promise<Cursor> =>
    new Cursor(await content.read(position, Math.min(length, end - position)), {
      ...content.place,
      offset: content.place.offset + position,
    });
  let cursor = await over(headBytes);
  const { shared, rest, valueLength } = entryHeader(cursor, previous);
  const head = cursor.position;
  if (cursor.remaining < rest) {
    cursor = await over(head + rest);
    cursor.position = head;
  }
  const key = wholeKey(previous, shared, cursor.take(rest));
  const value = { offset: position + cursor.position, length: valueLength };
  if (value.offset + value.length > end) {
    throw cursor.malformed('an entry reaches into the restart points');
  }
  return { key, value };
}

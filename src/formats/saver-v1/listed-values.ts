import { SourceWalk, type SourceField } from '../../codec/protobuf/source-walk.ts';
import { wireType } from '../../codec/protobuf/wire.ts';
import { fromVarints } from '../../codec/tensor-proto/varints.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import { valuesError, type SliceValues, type SoughtSlice } from './slice-values.ts';

/** Most bytes of a packed list that are decoded at a time. */
const mostBytes = 64 * 1024;

/** Values that stand each in a field of its own are handed out together up to this many bytes. */
const gatheredBytes = 4096;

/** Where decoding can begin anew, so that a page in the middle does not begin at the first element. */
export interface Mark {
  /** Bytes of the elements before it, as they are handed out; of strings how many. */
  readonly done: number;
  /** Index of the message. */
  readonly message: number;
  /** A byte in the message at which a field begins, or a number of a packed list. */
  readonly offset: number;
  /** End of the packed list that `offset` is in; null between fields. */
  readonly packedEnd: number | null;
}

/** A slice, and what was learnt of it when it was read before. */
export interface ListedSlice extends SoughtSlice {
  readonly values: SliceValues;
  /** Ordered by `done`. */
  readonly marks: Mark[];
}

/**
 * Elements of a list of numbers in the bytes in which they are handed out, from a mark on; packed or not, in one field
 * or in many. `done` of a piece: the bytes before it.
 * @param windowBytes that a piece of a packed list has at most
 * @throws ReadError where a number has no end
 */
export async function* listedNumbers(
  source: ByteSource,
  slice: ListedSlice,
  from: Mark,
  windowBytes: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ readonly done: number; readonly bytes: Uint8Array }, void, undefined> {
  const { values, dtype, place } = slice;
  const { list, messages } = values;
  const walk = new SourceWalk(source, place, signal);
  // A varint takes a byte at least, and becomes an element.
  const readBytes = Math.min(mostBytes, list.plain ? windowBytes : windowBytes / dtype.bytes);
  let { done } = from;
  /** Elements that stood alone. */
  let gathered: Uint8Array[] = [];
  let gatheredLength = 0;
  const flush = function* (): Generator<{ done: number; bytes: Uint8Array }> {
    if (gatheredLength === 0) return;
    yield { done, bytes: new Uint8Array(Buffer.concat(gathered)) };
    done += gatheredLength;
    [gathered, gatheredLength] = [[], 0];
  };
  const packed = async function* (
    message: number,
    start: number,
    end: number,
  ): AsyncGenerator<{ done: number; bytes: Uint8Array }> {
    let offset = start;
    while (offset < end) {
      addMark(slice, { done, message, offset, packedEnd: end });
      const raw = await source.read(offset, Math.min(readBytes, end - offset), signal);
      const whole = list.plain ? raw : raw.subarray(0, endOfNumbers(raw));
      if (whole.length === 0) throw valuesError(slice, 'malformed', 'a number has no end');
      const bytes = list.plain ? whole : fromVarints(whole, dtype.bytes);
      yield { done, bytes };
      done += bytes.length;
      offset += whole.length;
    }
  };

  for (let message = from.message; message < messages.length; message++) {
    const span = messages[message] ?? { offset: 0, length: 0 };
    const end = span.offset + span.length;
    let start = message === from.message ? from.offset : span.offset;
    if (message === from.message && from.packedEnd !== null) {
      yield* packed(message, start, from.packedEnd);
      start = from.packedEnd;
    }
    for await (const field of walk.fields(start, end - start)) {
      if (field.number !== list.field) continue;
      if (field.type === wireType.lengthDelimited) {
        yield* flush();
        yield* packed(message, field.offset, field.offset + field.length);
        continue;
      }
      const element = await alone(walk, field, list.plain, dtype.bytes);
      if (element.length === 0) continue;
      gathered.push(element);
      gatheredLength += element.length;
      if (gatheredLength < gatheredBytes) continue;
      yield* flush();
      addMark(slice, { done, message, offset: field.offset + field.length, packedEnd: null });
    }
  }
  yield* flush();
}

/** Bytes up to the end of the last whole varint. */
function endOfNumbers(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] ?? 0) >= 0x80) end--;
  return end;
}

/** A value in a field of its own. One that is written in another way than its list is none, as for every parser. */
async function alone(
  walk: SourceWalk,
  field: SourceField,
  plain: boolean,
  itemBytes: number,
): Promise<Uint8Array> {
  if (plain !== (field.type !== wireType.varint)) return new Uint8Array(0);
  if (plain) return walk.bytes(field);
  const item = Buffer.alloc(8);
  item.writeBigUInt64LE(field.value);
  return new Uint8Array(item.subarray(0, itemBytes));
}

/** Remembers a place, unless it is known. */
export function addMark({ marks }: Pick<ListedSlice, 'marks'>, mark: Mark): void {
  if (mark.done > (marks.at(-1)?.done ?? -1)) marks.push(mark);
}

/** The last mark that is not behind a byte of the elements. */
export function markBefore(slice: Pick<ListedSlice, 'marks' | 'values'>, byte: number): Mark {
  const { marks, values } = slice;
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((marks[middle]?.done ?? Infinity) <= byte) low = middle + 1;
    else high = middle;
  }
  return marks[low - 1] ?? firstMark(values);
}

function firstMark({ messages, packed }: SliceValues): Mark {
  const message = packed
    ? messages.findIndex(({ offset, length }) => packed.offset < offset + length)
    : 0;
  return {
    done: 0,
    message,
    offset: (packed ?? messages[0])?.offset ?? 0,
    packedEnd: packed && packed.offset + packed.length,
  };
}

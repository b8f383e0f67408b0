import { crc32c } from '../../codec/crc32c/crc32c.ts';
import { ReadError } from '../../core/errors.ts';
import type { Place } from '../../core/read-error.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import { limits } from '../../protocol/limits.ts';
import { shownName } from '../../protocol/visible-text.ts';
import type { Chunk } from '../contract.ts';
import { chunkBytes } from '../../core/chunk-bytes.ts';
import type { StoredValues } from './entry.ts';
import type { ValuesRequest } from './read-values.ts';
import { LengthReader, markStep, type StringLayout } from './string-lengths.ts';

/**
 * Strings of a tensor, in chunks of about 1 MiB; a longer string is a chunk of its own.
 * @returns whether the checksums held: of the lengths always, of the strings' bytes where all were read (null
 *   where a part was read and the lengths hold)
 */
export async function* readStrings(
  source: ByteSource,
  values: StoredValues,
  layout: StringLayout,
  { tensor, range, signal }: ValuesRequest,
  place: Place,
): AsyncGenerator<Chunk, boolean | null, undefined> {
  const whole = range.count === tensor.elements;
  const end = range.start + range.count;
  let crc = layout.crc;
  const mark = layout.marks[Math.floor(range.start / markStep)];
  if (mark && range.count > 0) {
    const lengths = new LengthReader(source, {
      offset: mark.lengthOffset,
      end: layout.dataOffset - 4,
      longest: values.size,
      place,
      signal,
    });
    let dataOffset = layout.dataOffset + mark.dataPosition;
    for (const length of await lengths.read(range.start % markStep)) dataOffset += length;

    for (let element = range.start; element < end; element += markStep) {
      const batch = await lengths.read(Math.min(markStep, end - element));
      for (const group of groups(batch, tensor.name, place)) {
        const bytes = await source.read(dataOffset, group.bytes, signal);
        if (whole) crc = crc32c(bytes, crc);
        yield {
          kind: 'strings',
          element: element + group.first,
          values: cut(bytes, batch.slice(group.first, group.first + group.count)),
        };
        dataOffset += group.bytes;
      }
    }
  }
  if (!layout.lengthsIntact) return false;
  return whole ? crc === values.crc32c : null;
}

interface Group {
  /** Index of the first string in the batch. */
  readonly first: number;
  readonly count: number;
  readonly bytes: number;
}

/** Strings that are read together: up to a chunk's bytes, one string at least. */
function* groups(lengths: readonly number[], tensor: string, place: Place): Generator<Group> {
  let first = 0;
  let bytes = 0;
  for (const [index, length] of lengths.entries()) {
    if (length > limits.stringBytes) {
      throw new ReadError({
        code: 'limit-exceeded',
        message: `A string of ${shownName(tensor)} has ${String(length)} bytes, more than the ${String(limits.stringBytes)} that are read at once.`,
        format: place.format,
        path: place.path,
      });
    }
    if (index > first && bytes + length > chunkBytes) {
      yield { first, count: index - first, bytes };
      first = index;
      bytes = 0;
    }
    bytes += length;
  }
  if (first < lengths.length) yield { first, count: lengths.length - first, bytes };
}

/** Views of the strings, which lie one after the other. */
function cut(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  let start = 0;
  return lengths.map((length) => bytes.subarray(start, (start += length)));
}

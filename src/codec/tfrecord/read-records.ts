import type { Place } from '../../core/read-error.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import { limits } from '../../protocol/limits.ts';
import { crc32c } from '../crc32c/crc32c.ts';
import { trailerBytes } from './layout.ts';
import { damaged, recordPlaces, storedChecksum, type DamagedRecord } from './record-places.ts';

export interface TfRecord {
  /** Its place among the records, from 1. */
  readonly number: number;
  /** Where the data begin, bytes from the file's start. */
  readonly offset: number;
  readonly data: Uint8Array;
}

/**
 * The records of a TFRecord file in their order, one in memory at a time, every checksum held against its bytes. Data
 * that do not match theirs are one record's damage, and the next one is read.
 * @throws AppError only for a cancellation or an I/O error
 */
export async function* readRecords(
  source: ByteSource,
  place: Place,
  signal?: AbortSignal,
): AsyncGenerator<TfRecord | DamagedRecord, void, undefined> {
  for await (const record of recordPlaces(source, place, signal)) {
    if ('damage' in record) {
      yield record;
      continue;
    }
    const { number, offset, length } = record;
    if (length > limits.recordBytes) {
      const problem = `it has ${length} bytes, and of one record ${limits.recordBytes} are read`;
      yield damaged(number, 'limit-exceeded', { ...place, offset }, problem);
      continue;
    }
    const bytes = await source.read(offset, length + trailerBytes, signal);
    const data = bytes.subarray(0, length);
    yield crc32c(data) === storedChecksum(bytes, length)
      ? { number, offset, data }
      : damaged(
          number,
          'checksum-mismatch',
          { ...place, offset },
          'its data do not match their checksum',
        );
  }
}

import { ReadError } from '../../core/errors.ts';
import type { Place } from '../../core/read-error.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import { crc32c } from '../crc32c/crc32c.ts';
import { unmaskCrc32c } from '../crc32c/masked.ts';
import { headerBytes, lengthBytes, trailerBytes } from './layout.ts';

/** Where a record's data lie in the file. */
export interface RecordPlace {
  /** Its place among the records, from 1. */
  readonly number: number;
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

/** A record that cannot be read, and why. */
export interface DamagedRecord {
  readonly number: number;
  readonly damage: ReadError;
}

/**
 * Finds the records of a TFRecord file by their lengths, whose checksums are verified, without reading their data.
 * Where a length is not to be believed there is no next record: that damage is the last element.
 * @throws AppError only for a cancellation or an I/O error
 */
export async function* recordPlaces(
  source: ByteSource,
  place: Place,
  signal?: AbortSignal,
): AsyncGenerator<RecordPlace | DamagedRecord, void, undefined> {
  let position = 0;
  for (let number = 1; position < source.size; number++) {
    const at = { ...place, offset: position };
    const left = source.size - position - headerBytes - trailerBytes;
    if (left < 0) {
      yield damaged(number, 'truncated', at, 'it ends inside the record');
      return;
    }
    const length = readLength(await source.read(position, headerBytes, signal));
    if (length === null) {
      const problem =
        'the length of the record does not match its checksum, so no record after it can be found';
      yield damaged(number, 'checksum-mismatch', at, problem);
      return;
    }
    if (length > BigInt(left)) {
      const problem = `the record states ${String(length)} bytes, and ${left} are left`;
      yield damaged(number, 'truncated', at, problem);
      return;
    }
    yield { number, offset: position + headerBytes, length: Number(length) };
    position += headerBytes + Number(length) + trailerBytes;
  }
}

/** Whether a file begins as a TFRecord file does: with a length that matches its checksum. */
export async function beginsWithRecord(source: ByteSource): Promise<boolean> {
  return source.size >= headerBytes && readLength(await source.read(0, headerBytes)) !== null;
}

/** The error that names a record by its place. `problem` is a clause. */
export function damaged(
  number: number,
  code: 'truncated' | 'checksum-mismatch' | 'limit-exceeded',
  place: Place & { readonly offset: number },
  problem: string,
): DamagedRecord {
  const message = `${place.path} is damaged in record ${number}, at byte ${place.offset}: ${problem}.`;
  return { number, damage: new ReadError({ ...place, code, message }) };
}

/** The checksum that is stored at an offset. */
export function storedChecksum(bytes: Uint8Array, offset: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return unmaskCrc32c(view.getUint32(offset, true));
}

/** @returns null where the length does not match its checksum */
function readLength(header: Uint8Array): bigint | null {
  if (crc32c(header.subarray(0, lengthBytes)) !== storedChecksum(header, lengthBytes)) return null;
  return new DataView(header.buffer, header.byteOffset, lengthBytes).getBigUint64(0, true);
}

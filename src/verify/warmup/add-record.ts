import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { writePredictionLog, type PredictCall } from '../../codec/prediction-log/write-log.ts';
import { recordOf } from '../../codec/tfrecord/write-record.ts';
import { AppError } from '../../core/errors.ts';
import { limits } from '../../protocol/limits.ts';
import { writeWhole } from '../write-whole.ts';
import { readWarmup } from './read-warmup.ts';

/**
 * Adds a record to a warmup file, or begins one; the records that it has stay.
 * @returns how many records the file has now
 * @throws AppError where the file is damaged, is full, or cannot be written
 */
export async function addRecord(file: string, call: PredictCall): Promise<number> {
  const before = await readFile(file).catch(() => null);
  const records = before ? await readWarmup(file) : [];
  const damaged = records.find((record) => 'problem' in record);
  if (damaged) {
    throw new AppError({
      code: 'malformed',
      path: file,
      message: `${file} is damaged in record ${damaged.record}, and TensorFlow Serving would not read what was added after it. Delete the file, or name another.`,
    });
  }
  if (records.length >= limits.warmupRecords) {
    throw new AppError({
      code: 'limit-exceeded',
      path: file,
      message: `${file} already holds ${records.length} records, the most that TensorFlow Serving takes. Delete the file, or name another.`,
    });
  }
  await mkdir(path.dirname(file), { recursive: true });
  const record = recordOf(writePredictionLog(call));
  await writeWhole(file, Buffer.concat([before ?? new Uint8Array(0), record]));
  return records.length + 1;
}

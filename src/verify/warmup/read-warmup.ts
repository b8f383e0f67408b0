import path from 'node:path';
import { readPredictionLog, type ReadLog } from '../../codec/prediction-log/read-log.ts';
import { readRecords } from '../../codec/tfrecord/read-records.ts';
import { beginsWithRecord } from '../../codec/tfrecord/record-places.ts';
import { tensorBudget } from '../../codec/tensor-proto/read-tensor.ts';
import { AppError, ReadError } from '../../core/errors.ts';
import { openFile } from '../../io/file-source.ts';
import { limits } from '../../protocol/limits.ts';

/** Where TensorFlow Serving looks for requests to run when it loads a model, inside a SavedModel. */
export const warmupFile = 'assets.extra/tf_serving_warmup_requests';

/** One record, from 1; `problem`: why it cannot be read. */
export type WarmupRecord = { readonly record: number } & (ReadLog | { readonly problem: AppError });

/** Whether a file holds warmup records, by its name or by its first bytes. */
export async function isWarmupFile(file: string): Promise<boolean> {
  if (path.basename(file) === path.posix.basename(warmupFile)) return true;
  const source = await openFile(file);
  try {
    return await beginsWithRecord(source);
  } finally {
    await source.close();
  }
}

/**
 * Reads a file of warmup records (tensorflow.org/tfx/serving/saved_model_warmup): TFRecord of PredictionLog. A record
 * that is damaged is one of the answer; the others are read.
 * @throws AppError `not-found`, `unreadable`; `malformed` for a file without records; `limit-exceeded` for more than
 *   TensorFlow Serving takes
 */
export async function readWarmup(file: string, signal?: AbortSignal): Promise<WarmupRecord[]> {
  const place = { format: 'tfrecord', path: file };
  const source = await openFile(file);
  const budget = tensorBudget();
  const records: WarmupRecord[] = [];
  try {
    for await (const found of readRecords(source, place, signal)) {
      const { number: record } = found;
      if (record > limits.warmupRecords) {
        throw new AppError({
          code: 'limit-exceeded',
          path: file,
          message: `${file} holds more than ${limits.warmupRecords} records, and TensorFlow Serving loads no model with more. Keep those that differ.`,
        });
      }
      if ('damage' in found) {
        records.push({ record, problem: found.damage });
        continue;
      }
      try {
        const at = { ...place, offset: found.offset };
        records.push({ record, ...readPredictionLog(found.data, at, budget) });
      } catch (error) {
        if (!(error instanceof ReadError)) throw error;
        records.push({ record, problem: error });
      }
    }
  } finally {
    await source.close();
  }
  if (records.length === 0) {
    throw new AppError({
      code: 'malformed',
      path: file,
      message: `${file} holds no record. Record a prediction into it, or delete it.`,
    });
  }
  return records;
}

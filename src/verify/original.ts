import { stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../core/errors.ts';
import type { OpenedArtifact } from '../formats/contract.ts';
import type { VerifyReport } from '../protocol/verify.ts';
import { predictionPlaces, readPrediction, type Prediction } from './prediction-file.ts';
import { isWarmupFile, readWarmup, warmupFile, type WarmupRecord } from './warmup/read-warmup.ts';

/** A file that says what the original predicted, read and checked in itself. */
export type Original =
  | { readonly kind: 'prediction'; readonly path: string; readonly prediction: Prediction }
  | { readonly kind: 'warmup'; readonly path: string; readonly records: readonly WarmupRecord[] };

/** The original that the artifact carries, absolute: a prediction file, else warmup records; null where there is none. */
export async function findOriginal(opened: OpenedArtifact): Promise<string | null> {
  const { tree } = opened;
  const warmup = opened.format === 'saved-model' ? [path.join(tree.root, warmupFile)] : [];
  for (const place of [...predictionPlaces(opened), ...warmup]) {
    const found = await stat(place).catch(() => null);
    if (found?.isFile()) return place;
  }
  return null;
}

/**
 * The absolute path of an original that a person named.
 * @throws AppError `not-found`, or `bad-request` for what is no file
 */
export async function namedOriginal(against: string): Promise<string> {
  const file = path.resolve(against);
  const found = await stat(file).catch(() => null);
  if (found?.isFile()) return file;
  throw new AppError(
    found || /^(?:python(?::|$)|https?:)/.test(against)
      ? {
          code: 'bad-request',
          message: `${against} cannot be the original: so far a model is verified against a prediction file or a file of warmup records. Record a prediction with the live model.`,
        }
      : { code: 'not-found', path: file, message: `There is no prediction file ${file}.` },
  );
}

/** @throws AppError as `readPrediction` and `readWarmup` do */
export async function readOriginal(file: string, signal?: AbortSignal): Promise<Original> {
  return (await isWarmupFile(file))
    ? { kind: 'warmup', path: file, records: await readWarmup(file, signal) }
    : { kind: 'prediction', path: file, prediction: await readPrediction(file) };
}

/** What a report says of the original: who predicted, and where that is written, seen from the model. */
export function describeOriginal(
  { tree }: OpenedArtifact,
  original: Original,
): NonNullable<VerifyReport['original']> {
  const from = tree.kind === 'directory' ? tree.path : tree.root;
  const relative = path.relative(from, original.path);
  const isNear = !relative.startsWith(`..${path.sep}..`) && !path.isAbsolute(relative);
  return {
    kind: kindOf(original),
    source: isNear ? relative.split(path.sep).join('/') : original.path,
  };
}

const kinds = { 'live-model': 'recorded-live', reload: 'recorded-reload' } as const;

function kindOf(original: Original): NonNullable<VerifyReport['original']>['kind'] {
  if (original.kind === 'warmup') return 'warmup';
  const { by } = original.prediction;
  return by === null ? 'recorded' : kinds[by];
}

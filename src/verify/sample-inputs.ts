import path from 'node:path';
import { AppError } from '../core/errors.ts';
import type { OpenedArtifact } from '../formats/contract.ts';
import type { Result } from '../protocol/requests.ts';
import type { RawTensor } from '../protocol/runner.ts';
import type { PredictionTensors } from '../protocol/verify.ts';
import { decodeTensor } from './decode.ts';
import { findOriginal, readOriginal, type Original } from './original.ts';
import { predictionPlaces } from './prediction-file.ts';
import type { Recording, Tensors } from './recording.ts';
import { makeSample } from './sample.ts';
import { select, type Selection } from './select.ts';
import { warmupFile } from './warmup/read-warmup.ts';

export interface SampleOptions {
  readonly signature?: string;
  readonly tags?: readonly string[];
}

/**
 * Inputs to start from: those of the original that the artifact carries, where it is for this signature, else made up
 * from the signature.
 * @throws AppError `unsupported` for what cannot be run, `bad-request` for tags or a signature that it does not have
 */
export async function sampleInputs(
  opened: OpenedArtifact,
  { signature, tags }: SampleOptions = {},
): Promise<Result<'verify/sample'>> {
  const file = await findOriginal(opened);
  // A damaged file is told when it is verified against; here it only is no source of inputs.
  const original = file === null ? null : await readOriginal(file).catch(ignoreDamage);
  const recordings = original ? recordingsOf(original) : [];
  const recordedSignature = recordings[0]?.signature;
  const selection = select(opened, { signature, tags, recordedSignature });
  const recording = recordings.find((each) => isFor(each, selection.name));
  const inputs = recording ? byName(recording, selection) : await makeSample(opened, selection);
  const { tree } = opened;
  return {
    signature: selection.name,
    signatures: selection.signatures,
    inputs: toPredictionTensors(inputs),
    madeFrom: !recording ? 'signature' : original?.kind === 'warmup' ? 'warmup' : 'prediction-file',
    original: file,
    warmup:
      original?.kind === 'warmup'
        ? {
            records: original.records.length,
            responses: recordings.filter(({ outputs }) => outputs !== null).length,
          }
        : null,
    target: predictionPlaces(opened).at(-1) ?? '',
    warmupTarget: opened.format === 'saved-model' ? path.join(tree.root, warmupFile) : null,
  };
}

export function toPredictionTensors(tensors: Tensors): PredictionTensors {
  return Object.fromEntries([...tensors].map(([name, tensor]) => [name, decodeTensor(tensor)]));
}

function ignoreDamage(error: unknown): null {
  if (error instanceof AppError) return null;
  throw error;
}

function recordingsOf(original: Original): readonly Recording[] {
  return original.kind === 'prediction'
    ? [{ ...original.prediction, method: 'predict' }]
    : original.records.flatMap((record) => ('call' in record ? [record.call] : []));
}

function isFor(recording: Recording, signature: string): boolean {
  return recording.signature === undefined || recording.signature === signature;
}

/** A request of examples does not say what the only input of its signature is called. */
function byName(
  { method, inputs }: Recording,
  selection: Selection,
): ReadonlyMap<string, RawTensor> {
  const [name] = selection.inputs.keys();
  const [value] = inputs.values();
  return method === 'predict' || name === undefined || !value ? inputs : new Map([[name, value]]);
}

import type { OpenedArtifact } from '../formats/contract.ts';
import type { Result } from '../protocol/requests.ts';
import type { RawTensor } from '../protocol/runner.ts';
import type { PredictionTensors } from '../protocol/verify.ts';
import { decodeTensor } from './decode.ts';
import {
  findPrediction,
  predictionPlaces,
  readPrediction,
  type Prediction,
} from './prediction-file.ts';
import { makeSample } from './sample.ts';
import { select } from './select.ts';

export interface SampleOptions {
  readonly signature?: string;
  readonly tags?: readonly string[];
}

/**
 * Inputs to start from: those of the prediction file that the artifact carries, where it is for this signature, else
 * made up from the signature.
 * @throws AppError `unsupported` for what cannot be run, `bad-request` for tags or a signature that it does not have
 */
export async function sampleInputs(
  opened: OpenedArtifact,
  { signature, tags }: SampleOptions = {},
): Promise<Result<'verify/sample'>> {
  const file = await findPrediction(opened);
  // A damaged file is told when it is verified against; here it only is no source of inputs.
  const prediction = file === null ? null : await readPrediction(file).catch(() => null);
  const recordedSignature = prediction?.signature;
  const selection = select(opened, { signature, tags, recordedSignature });
  const recorded = prediction && isFor(prediction, selection.name) ? prediction.inputs : null;
  return {
    signature: selection.name,
    signatures: selection.signatures,
    inputs: toPredictionTensors(recorded ?? (await makeSample(opened, selection))),
    madeFrom: recorded ? 'prediction-file' : 'signature',
    predictionFile: file,
    target: predictionPlaces(opened).at(-1) ?? '',
  };
}

export function toPredictionTensors(tensors: ReadonlyMap<string, RawTensor>): PredictionTensors {
  return Object.fromEntries([...tensors].map(([name, tensor]) => [name, decodeTensor(tensor)]));
}

function isFor(prediction: Prediction, signature: string): boolean {
  return prediction.signature === undefined || prediction.signature === signature;
}

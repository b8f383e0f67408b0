import path from 'node:path';
import type { OpenedArtifact } from '../formats/contract.ts';
import type { Result } from '../protocol/requests.ts';
import type { PredictionTensors } from '../protocol/verify.ts';
import { fitInputs } from './fit.ts';
import { parseInputs, predictionPlaces, predictionText } from './prediction-file.ts';
import { readyRuntime } from './ready-runtime.ts';
import { onlyAnswer } from './run-model.ts';
import { runWithRemedies } from './run-with-remedies.ts';
import { sampleInputs, toPredictionTensors } from './sample-inputs.ts';
import { select } from './select.ts';
import type { VerifyContext } from './verify-artifact.ts';
import { addRecord } from './warmup/add-record.ts';
import { warmupFile } from './warmup/read-warmup.ts';
import { writeWhole } from './write-whole.ts';

export interface RecordRequest {
  /** What to predict for; without them the artifact's sample (`sampleInputs`). */
  readonly inputs?: PredictionTensors;
  readonly signature?: string;
  readonly tags?: readonly string[];
  /**
   * The file to write; without it `<name>.predictions.json` beside the artifact. One that is called
   * `tf_serving_warmup_requests` is added to as TensorFlow Serving reads it.
   */
  readonly out?: string;
  /** Milliseconds for all of it. */
  readonly timeLimit?: number;
}

/**
 * Runs the model on inputs and writes what it predicts, as recorded from a reload: from then on it can be verified
 * that it still predicts the same, which is not that it predicts what the original did.
 * @throws AppError with the reason why it cannot run, `bad-request` for inputs that do not fit, `unreadable` where
 *   the file cannot be written, `cancelled`
 */
export async function recordPrediction(
  opened: OpenedArtifact,
  request: RecordRequest,
  context: VerifyContext,
): Promise<Result<'verify/record'>> {
  const { signature, tags, timeLimit = 120_000 } = request;
  const inputs = request.inputs ?? (await sampleInputs(opened, request)).inputs;
  const selection = select(opened, { signature, tags });
  // Through the text of a file, so that what is recorded is what would be read back.
  const given = parseInputs(predictionText({ inputs, outputs: {} }), 'The inputs');
  const feeds = fitInputs(selection, given, 'The sample');

  const outcome = await runWithRemedies({
    runtime: await readyRuntime(context),
    runnerPath: context.runnerPath,
    model: selection,
    calls: [{ feeds, outputs: selection.outputs }],
    runs: 1,
    timeLimit,
    signal: context.signal,
    onStep: (step) => {
      const done = step === 'load' ? 0 : 1;
      const message = step === 'load' ? 'Loading the model' : 'Running it';
      context.report?.({ step, done, total: 2, unit: 'steps', message });
    },
  });
  const [outputs = new Map()] = onlyAnswer(outcome);
  const target = path.resolve(request.out ?? predictionPlaces(opened).at(-1) ?? '');
  const predicted = toPredictionTensors(outputs);
  if (path.basename(target) === path.posix.basename(warmupFile)) {
    const model = opened.summary.name;
    const call = { model, signature: selection.name, inputs: given, outputs };
    return { path: target, outputs: predicted, record: await addRecord(target, call) };
  }
  await writeWhole(
    target,
    predictionText({
      signature: selection.name,
      recorded: {
        by: 'reload',
        tensorflow: outcome.version.tensorflow,
        time: new Date().toISOString(),
      },
      inputs: toPredictionTensors(given),
      outputs: predicted,
    }),
  );
  return { path: target, outputs: predicted };
}

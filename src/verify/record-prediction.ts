import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../core/errors.ts';
import type { OpenedArtifact } from '../formats/contract.ts';
import type { Result } from '../protocol/requests.ts';
import type { RawTensor } from '../protocol/runner.ts';
import type { PredictionTensors } from '../protocol/verify.ts';
import { fitInputs } from './fit.ts';
import { parseInputs, predictionPlaces, predictionText } from './prediction-file.ts';
import { readyRuntime } from './ready-runtime.ts';
import { runWithRemedies } from './run-with-remedies.ts';
import { sampleInputs, toPredictionTensors } from './sample-inputs.ts';
import { select } from './select.ts';
import type { VerifyContext } from './verify-artifact.ts';

export interface RecordRequest {
  /** What to predict for; without them the artifact's sample (`sampleInputs`). */
  readonly inputs?: PredictionTensors;
  readonly signature?: string;
  readonly tags?: readonly string[];
  /** The file to write; without it `<name>.predictions.json` beside the artifact. */
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

  const { version, runs } = await runWithRemedies({
    runtime: await readyRuntime(context),
    runnerPath: context.runnerPath,
    selection,
    feeds,
    runs: 1,
    timeLimit,
    signal: context.signal,
    onStep: (step) => {
      const done = step === 'load' ? 0 : 1;
      const message = step === 'load' ? 'Loading the model' : 'Running it';
      context.report?.({ step, done, total: 2, unit: 'steps', message });
    },
  });
  const outputs = toPredictionTensors(runs[0] ?? new Map<string, RawTensor>());
  const target = path.resolve(request.out ?? predictionPlaces(opened).at(-1) ?? '');
  await write(
    target,
    predictionText({
      signature: selection.name,
      recorded: {
        by: 'reload',
        tensorflow: version.tensorflow,
        time: new Date().toISOString(),
      },
      inputs: toPredictionTensors(given),
      outputs,
    }),
  );
  return { path: target, outputs };
}

/** Whole or not at all: an interrupted write leaves the earlier file. */
async function write(file: string, text: string): Promise<void> {
  const draft = `${file}.${String(process.pid)}.tmp`;
  try {
    await writeFile(draft, text);
    await rename(draft, file);
  } catch (error) {
    throw new AppError(
      {
        code: 'unreadable',
        path: file,
        message: `The prediction cannot be written to ${file}: ${(error as Error).message}. Name another file.`,
      },
      { cause: error },
    );
  }
}

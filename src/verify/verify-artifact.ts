import { AppError } from '../core/errors.ts';
import { shownName } from '../protocol/visible-text.ts';
import type { OpenedArtifact } from '../formats/contract.ts';
import type { Progress } from '../protocol/requests.ts';
import type { VerifyOptions, VerifyReport, VerifyStep } from '../protocol/verify.ts';
import { BadChoice } from './choose.ts';
import { damagedTensors } from './damaged-tensors.ts';
import { describeOriginal, findOriginal, namedOriginal, readOriginal } from './original.ts';
import { readyRuntime, type RunContext } from './ready-runtime.ts';
import { ReportDraft } from './report-draft.ts';
import { RunFailure } from './run-model.ts';
import { runWithRemedies, type RunTwice } from './run-with-remedies.ts';
import { checkTolerance } from './tolerance.ts';
import { verifyPrediction } from './verify-prediction.ts';
import { verifyRecords } from './warmup/verify-records.ts';

export interface VerifyContext extends RunContext {
  readonly report?: (progress: Progress & { readonly step: VerifyStep }) => void;
}

/** Milliseconds for a whole verification, unless it was asked for more. */
const defaultTimeLimit = 120_000;

/**
 * Loads a model in a fresh process, runs it twice, and says whether it predicts what the original predicted. Every
 * way in which that can fail is a verdict with a sentence; only a request that makes no sense is an error.
 * @throws AppError `bad-request` for a tolerance, tags, signature or original that cannot be; `not-found` for an
 *   original that was named and is not there; `cancelled`
 */
export async function verifyArtifact(
  opened: OpenedArtifact,
  options: VerifyOptions,
  context: VerifyContext,
): Promise<VerifyReport> {
  checkTolerance(options);
  const { against, inputs } = options;
  const file = against === undefined ? await findOriginal(opened) : await namedOriginal(against);
  if (file !== null && inputs !== undefined) {
    throw new AppError({
      code: 'bad-request',
      message:
        'A prediction file knows what was predicted for its own inputs only. Leave out the other inputs, or record a prediction for them.',
    });
  }
  const draft = new ReportDraft(opened);
  try {
    const original = file === null ? null : await readOriginal(file, context.signal);
    if (original) draft.original = describeOriginal(opened, original);
    const run = runner(options, context, draft);
    if (original?.kind === 'warmup') {
      await verifyRecords(opened, original.records, options, run, draft);
    } else {
      await verifyPrediction(opened, original?.prediction ?? null, options, run, draft);
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'cancelled' || error instanceof BadChoice) throw error;
    draft.fail(
      error.code === 'checksum-mismatch' && error instanceof RunFailure
        ? await namingTensors(error, opened, context)
        : error,
      file === null && inputs === undefined,
    );
  }
  return draft.finish();
}

/** Runs calls with the time that is left, says what is being done, and keeps what a report tells of the run. */
function runner(options: VerifyOptions, context: VerifyContext, draft: ReportDraft): RunTwice {
  const ends = performance.now() + (options.timeLimit ?? defaultTimeLimit);
  const onStep = (step: VerifyStep): void => {
    const done = steps.indexOf(step);
    context.report?.({ step, done, total: steps.length, unit: 'steps', message: stepNames[step] });
  };
  return async (model, calls) => {
    onStep('find-runtime');
    const runtime = await readyRuntime(context);
    const outcome = await runWithRemedies({
      runtime,
      runnerPath: context.runnerPath,
      model,
      calls,
      runs: 2,
      timeLimit: Math.max(1, ends - performance.now()),
      signal: context.signal,
      onStep,
    });
    draft.version = outcome.version;
    draft.notes = outcome.notes;
    draft.milliseconds = outcome.milliseconds;
    onStep('compare');
    return outcome;
  };
}

const steps: readonly VerifyStep[] = ['find-runtime', 'load', 'run', 'compare'];

const stepNames: Readonly<Record<VerifyStep, string>> = {
  'find-runtime': 'Finding TensorFlow',
  load: 'Loading the model',
  run: 'Running it twice',
  compare: 'Comparing the predictions',
};

/** The failure with the tensors that it is about, where our own reader finds them. */
async function namingTensors(
  error: RunFailure,
  opened: OpenedArtifact,
  { signal }: VerifyContext,
): Promise<AppError> {
  const [first, ...others] = await damagedTensors(opened, signal);
  if (first === undefined) return error;
  const which =
    others.length === 0
      ? `${shownName(first)} does not match its checksum`
      : `${shownName(first)} and ${String(others.length)} more do not match their checksums`;
  const data = {
    ...error.data,
    message: `The weights are damaged: ${which}. Copy them again from where the model was saved.`,
  };
  return new RunFailure(new AppError(data, { cause: error }), error.step, error.version);
}

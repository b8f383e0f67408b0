import { stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../core/errors.ts';
import { visibleText } from '../core/text.ts';
import type { OpenedArtifact } from '../formats/contract.ts';
import type { Progress } from '../protocol/requests.ts';
import type { RawTensor, RunnerVersion } from '../protocol/runner.ts';
import type { VerifyOptions, VerifyReport, VerifyStep } from '../protocol/verify.ts';
import { damagedTensors } from './damaged-tensors.ts';
import { fitInputs, type Feed } from './fit.ts';
import { compareOutputs } from './outputs.ts';
import { findPrediction, parseInputs, readPrediction, type Prediction } from './prediction-file.ts';
import { NoRuntime, readyRuntime, type RunContext } from './ready-runtime.ts';
import { RunFailure } from './run-model.ts';
import { runWithRemedies } from './run-with-remedies.ts';
import { makeSample } from './sample.ts';
import { select, type Selection } from './select.ts';
import { checkTolerance } from './tolerance.ts';
import { judge, judgeRefusedSample, judgeWithoutOriginal, type Judgement } from './verdict.ts';

export interface VerifyContext extends RunContext {
  readonly report?: (progress: Progress & { readonly step: VerifyStep }) => void;
}

/** Milliseconds for a whole verification, unless it was asked for more. */
const defaultTimeLimit = 120_000;

/**
 * Loads a model in a fresh process, runs it twice, and says whether it predicts what the original predicted. Every
 * way in which that can fail is a verdict with a sentence; only a request that makes no sense is an error.
 * @throws AppError `bad-request` for a tolerance, tags, signature or original that cannot be; `not-found` for a
 *   prediction file that was named and is not there; `cancelled`
 */
export async function verifyArtifact(
  opened: OpenedArtifact,
  options: VerifyOptions,
  context: VerifyContext,
): Promise<VerifyReport> {
  checkTolerance(options);
  const file = await predictionFile(opened, options.against);
  if (file !== null && options.inputs !== undefined) {
    throw new AppError({
      code: 'bad-request',
      message:
        'A prediction file knows what was predicted for its own inputs only. Leave out the other inputs, or record a prediction for them.',
    });
  }
  const draft = new ReportDraft(opened);
  try {
    await verify(opened, file, options, context, draft);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'cancelled' || error instanceof BadChoice) throw error;
    draft.fail(
      error.code === 'checksum-mismatch' ? await namingTensors(error, opened, context) : error,
      file === null && options.inputs === undefined,
    );
  }
  return draft.finish();
}

async function verify(
  opened: OpenedArtifact,
  file: string | null,
  options: VerifyOptions,
  context: VerifyContext,
  draft: ReportDraft,
): Promise<void> {
  const started = performance.now();
  const onStep = (step: VerifyStep): void => {
    const done = steps.indexOf(step);
    context.report?.({ step, done, total: steps.length, unit: 'steps', message: stepNames[step] });
  };
  const prediction = file === null ? null : await readPrediction(file);
  if (prediction) draft.original = describeOriginal(opened, prediction);
  const selection = choose(opened, options, prediction);
  draft.signature = selection.name;
  const feeds = await feedsFor(opened, selection, prediction, options.inputs);

  onStep('find-runtime');
  const runtime = await readyRuntime(context);
  const timeLimit = options.timeLimit ?? defaultTimeLimit;
  const { version, runs, milliseconds, notes } = await runWithRemedies({
    runtime,
    runnerPath: context.runnerPath,
    selection,
    feeds,
    runs: 2,
    timeLimit: Math.max(1, timeLimit - (performance.now() - started)),
    signal: context.signal,
    onStep,
  });
  draft.version = version;
  draft.notes = notes;

  onStep('compare');
  const compareStarted = performance.now();
  const [first = new Map<string, RawTensor>(), second = first] = runs;
  const secondRun = compareOutputs(first, second, options);
  if (prediction) {
    draft.outputs = compareOutputs(prediction.outputs, first, options);
    draft.judgement = judge(prediction.by, draft.outputs, secondRun);
  } else {
    draft.judgement = judgeWithoutOriginal(secondRun);
  }
  draft.milliseconds = { ...milliseconds, compare: performance.now() - compareStarted };
}

/** The failure with the tensors that it is about, where our own reader finds them. */
async function namingTensors(
  error: AppError,
  opened: OpenedArtifact,
  { signal }: VerifyContext,
): Promise<AppError> {
  const [first, ...others] = await damagedTensors(opened, signal);
  if (first === undefined) return error;
  const which =
    others.length === 0
      ? `${visibleText(first)} does not match its checksum`
      : `${visibleText(first)} and ${String(others.length)} more do not match their checksums`;
  const data = {
    ...error.data,
    message: `The weights are damaged: ${which}. Copy them again from where the model was saved.`,
  };
  return error instanceof RunFailure
    ? new RunFailure(new AppError(data, { cause: error }), error.step, error.version)
    : new AppError(data, { cause: error });
}

const steps: readonly VerifyStep[] = ['find-runtime', 'load', 'run', 'compare'];

const stepNames: Readonly<Record<VerifyStep, string>> = {
  'find-runtime': 'Finding TensorFlow',
  load: 'Loading the model',
  run: 'Running it twice',
  compare: 'Comparing the predictions',
};

/** @returns absolute path; null where there is no original */
async function predictionFile(
  opened: OpenedArtifact,
  against: string | undefined,
): Promise<string | null> {
  if (against === undefined) return findPrediction(opened);
  const file = path.resolve(against);
  const found = await stat(file).catch(() => null);
  if (found?.isFile()) return file;
  throw new AppError(
    found || /^(?:python(?::|$)|https?:)/.test(against)
      ? {
          code: 'bad-request',
          message: `${against} cannot be the original: so far a model is verified against a prediction file. Record one with the live model.`,
        }
      : { code: 'not-found', path: file, message: `There is no prediction file ${file}.` },
  );
}

/** A choice of the person's that the model does not have: an error and not a verdict. */
class BadChoice extends AppError {}

function choose(
  opened: OpenedArtifact,
  { signature, tags }: VerifyOptions,
  prediction: Prediction | null,
): Selection {
  try {
    return select(opened, { signature, tags, recordedSignature: prediction?.signature });
  } catch (error) {
    if (error instanceof AppError && error.code === 'bad-request' && (signature ?? tags)) {
      throw new BadChoice(error.data, { cause: error });
    }
    throw error;
  }
}

async function feedsFor(
  opened: OpenedArtifact,
  selection: Selection,
  prediction: Prediction | null,
  inputs: string | undefined,
): Promise<Feed[]> {
  if (prediction) return fitInputs(selection, prediction.inputs, 'The prediction file');
  if (inputs !== undefined) {
    return fitInputs(selection, parseInputs(inputs, 'The inputs'), 'The file of inputs');
  }
  return fitInputs(selection, await makeSample(opened, selection), 'The sample');
}

function describeOriginal(
  opened: OpenedArtifact,
  prediction: Prediction,
): VerifyReport['original'] {
  const kinds = { 'live-model': 'recorded-live', reload: 'recorded-reload' } as const;
  const { tree } = opened;
  const relative = path.relative(
    tree.kind === 'directory' ? tree.path : tree.root,
    prediction.path,
  );
  const isNear = !relative.startsWith(`..${path.sep}..`) && !path.isAbsolute(relative);
  return {
    kind: prediction.by === null ? 'recorded' : kinds[prediction.by],
    source: isNear ? relative.split(path.sep).join('/') : prediction.path,
  };
}

/** The report as it comes together; whatever is known when something fails is in it. */
class ReportDraft {
  readonly #opened: OpenedArtifact;
  judgement: Judgement | null = null;
  original: VerifyReport['original'] = null;
  signature: string | null = null;
  version: RunnerVersion | null = null;
  outputs: VerifyReport['outputs'] = [];
  milliseconds: VerifyReport['milliseconds'] = {};
  notes: readonly string[] = [];
  #details: string | undefined;

  constructor(opened: OpenedArtifact) {
    this.#opened = opened;
  }

  /** @param madeUp whether the inputs were only a guess, which need not be what the model takes */
  fail(error: AppError, madeUp: boolean): void {
    this.judgement =
      madeUp && error.code === 'bad-request' && error instanceof RunFailure
        ? judgeRefusedSample(error.message)
        : {
            verdict: 'cannot-run',
            reason: error instanceof NoRuntime ? error.reason : error.message,
            advice: error instanceof NoRuntime ? error.advice : adviceFor(error),
          };
    if (error instanceof RunFailure) this.version = error.version;
    this.#details = error.data.details;
  }

  finish(): VerifyReport {
    const { judgement, version } = this;
    if (!judgement) throw new Error('A verification ended without a verdict.');
    return {
      ...judgement,
      original: this.original,
      runtime: version && {
        name: 'tfjs-node',
        tensorflow: version.tensorflow,
        cpu: version.cpu,
        oneDnn: version.oneDnn,
      },
      signature: this.signature,
      outputs: this.outputs,
      milliseconds: this.milliseconds,
      time: Date.now(),
      stamp: this.#opened.summary.stamp,
      ...(this.notes.length === 0 ? {} : { notes: this.notes }),
      ...(this.#details === undefined ? {} : { details: this.#details }),
    };
  }
}

function adviceFor(error: AppError): string {
  switch (error.code) {
    case 'timed-out':
      return 'Verify with fewer samples, or raise the time limit.';
    case 'limit-exceeded':
      return 'Verify with fewer samples, or on a machine with more memory.';
    case 'process-died':
      return 'TensorFlow itself ended. Does Python load the model? Then report it, with the details below.';
    default:
      return '';
  }
}

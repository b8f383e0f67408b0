import type { AppError } from '../core/errors.ts';
import type { OpenedArtifact } from '../formats/contract.ts';
import type { RunnerVersion } from '../protocol/runner.ts';
import type { VerifyReport } from '../protocol/verify.ts';
import { NoRuntime } from './ready-runtime.ts';
import { RunFailure } from './run-model.ts';
import { judgeRefusedSample, type Judgement } from './verdict.ts';

/** The report as it comes together; whatever is known when something fails is in it. */
export class ReportDraft {
  readonly #opened: OpenedArtifact;
  judgement: Judgement | null = null;
  original: VerifyReport['original'] = null;
  signature: string | null = null;
  version: RunnerVersion | null = null;
  outputs: VerifyReport['outputs'] = [];
  records: VerifyReport['records'];
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
      ...(this.records === undefined ? {} : { records: this.records }),
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

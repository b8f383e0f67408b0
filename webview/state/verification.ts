import type { ErrorData } from '../../src/protocol/errors.ts';
import type { Progress, Report, Result } from '../../src/protocol/requests.ts';
import type {
  PredictionTensors,
  RuntimeReport,
  VerifyOptions,
  VerifyReport,
  VerifyStep,
} from '../../src/protocol/verify.ts';
import { errorData, isCancelled, type RequestOptions, type Rpc } from '../rpc.ts';
import type { Memory } from './memory.ts';
import { Observable } from './observable.ts';

export type Sample = Result<'verify/sample'>;

/** A run under way. Times are milliseconds since 1970. */
export interface Run {
  readonly kind: 'verify' | 'record';
  readonly started: number;
  readonly step: VerifyStep | null;
  readonly message: string;
  /** Steps that are done, and what each took in milliseconds. */
  readonly done: readonly { readonly step: VerifyStep; readonly took: number }[];
}

interface MutableRun {
  kind: 'verify' | 'record';
  started: number;
  step: VerifyStep | null;
  stepStarted: number;
  message: string;
  done: { step: VerifyStep; took: number }[];
}

type RunMethod = 'verify/run' | 'verify/record';

/** Begins work, or takes up what an earlier page has begun. */
type Follow<M extends RunMethod | 'runtime/setup'> = (
  options: RequestOptions<M>,
) => Promise<Result<M>>;

/** Where the question stands whether a reload predicts what the original predicted. */
export class Verification extends Observable {
  readonly #rpc: Rpc;
  readonly #memory: Memory;
  #abort: AbortController | null = null;
  #run: MutableRun | null = null;
  #asked = false;
  report: VerifyReport | null = null;
  /** `ArtifactSummary.stamp` of what the page shows; it changes with the files, whatever runs meanwhile. */
  stamp = '';
  /** Why the last run gave no verdict; null once one has. */
  error: ErrorData | null = null;
  runtime: RuntimeReport | null = null;
  runtimeError: ErrorData | null = null;
  setup: Progress | null = null;
  sample: Sample | null = null;
  sampleError: ErrorData | null = null;
  /** The prediction file that the last recording wrote. */
  recorded: string | null = null;

  /** Takes up what an earlier page of the tab has begun. */
  constructor(rpc: Rpc, memory: Memory) {
    super();
    this.#rpc = rpc;
    this.#memory = memory;
    const [run, record, setup] = [
      rpc.found('verify/run'),
      rpc.found('verify/record'),
      rpc.found('runtime/setup'),
    ];
    if (setup !== null) void this.#setUp((options) => setup.follow(options));
    // At most one of them is under way; of two that have ended the newer is what was seen last.
    if (run !== null && run.work.started > (record?.work.started ?? 0)) {
      void this.#verify((options) => run.follow(options), run.work.started);
    } else if (record !== null) {
      void this.#record((options) => record.follow(options), record.work.started);
    }
  }

  /** The prediction file that was picked; null for the one the artifact carries. */
  get against(): string | null {
    return this.#memory.get('verify').against;
  }

  set against(against: string | null) {
    this.#memory.merge('verify', { against });
    this.changed();
  }

  get run(): Run | null {
    return this.#run;
  }

  /** Whether the report is on other bytes than those that are shown. */
  get stale(): boolean {
    return this.report !== null && this.report.stamp !== this.stamp;
  }

  /** Asks once for the verdict that is remembered. */
  async want(): Promise<void> {
    if (this.#asked) return;
    this.#asked = true;
    try {
      const last = await this.#rpc.request('verify/last', {});
      this.report ??= last;
    } catch (error) {
      this.error = errorData(error);
    }
    this.changed();
  }

  async verify(options: VerifyOptions): Promise<void> {
    const against = this.against === null ? {} : { against: this.against };
    await this.#verify((follow) =>
      this.#rpc.start('verify/run', { ...against, ...options }, follow),
    );
  }

  /** @param out where to, absolute */
  async record(inputs: PredictionTensors, signature: string, out: string): Promise<void> {
    await this.#record((follow) =>
      this.#rpc.start('verify/record', { inputs, signature, out }, follow),
    );
  }

  cancel(): void {
    this.#abort?.abort();
  }

  /** The sample input for a signature, or for the one that the file names. */
  async loadSample(signature: string | null): Promise<void> {
    try {
      this.sample = await this.#rpc.request(
        'verify/sample',
        signature === null ? {} : { signature },
      );
      this.sampleError = null;
    } catch (error) {
      this.sampleError = errorData(error);
    }
    this.changed();
  }

  async findRuntime(): Promise<void> {
    try {
      this.runtime = await this.#rpc.request('runtime/doctor', {});
      this.runtimeError = null;
    } catch (error) {
      this.runtimeError = errorData(error);
    }
    this.changed();
  }

  /** Fetches TensorFlow and compiles what runs it. */
  async getRuntime(): Promise<void> {
    await this.#setUp((follow) => this.#rpc.start('runtime/setup', {}, follow));
  }

  async #verify(work: Follow<'verify/run'>, started = Date.now()): Promise<void> {
    const report = await this.#during('verify', started, work);
    this.report = report ?? this.report;
    this.changed();
    if (this.runtime?.ready !== true) await this.findRuntime();
  }

  async #record(work: Follow<'verify/record'>, started = Date.now()): Promise<void> {
    const written = await this.#during('record', started, work);
    if (written === null) return;
    this.recorded = written.path;
    // From now on the sample is what was recorded.
    this.#memory.merge('verify', { edited: null });
    await this.loadSample(this.sample?.signature ?? this.#memory.get('verify').signature);
  }

  async #setUp(work: Follow<'runtime/setup'>): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.setup = { done: 0, total: 0, unit: 'bytes', message: 'Starting' };
    this.runtimeError = null;
    this.changed();
    try {
      this.runtime = await work({
        signal: abort.signal,
        onReport: (progress) => {
          this.setup = progress;
          this.changed();
        },
      });
    } catch (error) {
      if (!isCancelled(error)) this.runtimeError = errorData(error);
    }
    this.setup = null;
    this.#abort = null;
    this.changed();
  }

  /** `started`: milliseconds since 1970. @returns null where it ended without an answer, which `error` is about */
  async #during<M extends RunMethod>(
    kind: Run['kind'],
    started: number,
    work: Follow<M>,
  ): Promise<Result<M> | null> {
    if (this.#run !== null) return null;
    const abort = new AbortController();
    const run: MutableRun = {
      kind,
      started,
      step: null,
      stepStarted: started,
      message: '',
      done: [],
    };
    this.#abort = abort;
    this.#run = run;
    this.error = null;
    this.recorded = null;
    this.changed();
    try {
      return await work({
        signal: abort.signal,
        onReport: ({ step, message }: Report<RunMethod>, time: number) => {
          if (step !== run.step) {
            if (run.step !== null) run.done.push({ step: run.step, took: time - run.stepStarted });
            run.step = step;
            run.stepStarted = time;
          }
          run.message = message;
          this.changed();
        },
      });
    } catch (error) {
      if (!isCancelled(error)) this.error = errorData(error);
      return null;
    } finally {
      this.#run = null;
      this.#abort = null;
      this.changed();
    }
  }
}

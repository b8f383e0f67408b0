import type { ErrorData } from '../../src/protocol/errors.ts';
import type { Progress, Result } from '../../src/protocol/requests.ts';
import type {
  PredictionTensors,
  RuntimeReport,
  VerifyOptions,
  VerifyReport,
  VerifyStep,
} from '../../src/protocol/verify.ts';
import { errorData, isCancelled, type Rpc } from '../rpc.ts';
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

/** Where the question stands whether a reload predicts what the original predicted. */
export class Verification extends Observable {
  readonly #rpc: Rpc;
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
  /** The prediction file that was picked; null for the one the artifact carries. */
  against: string | null = null;
  /** The prediction file that the last recording wrote. */
  recorded: string | null = null;

  constructor(rpc: Rpc) {
    super();
    this.#rpc = rpc;
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
    await this.#during('verify', async (signal, onReport) => {
      const against = this.against === null ? {} : { against: this.against };
      this.report = await this.#rpc.request(
        'verify/run',
        { ...against, ...options },
        { signal, onReport },
      );
    });
    if (this.runtime?.ready !== true) await this.findRuntime();
  }

  /** @param out where to, absolute */
  async record(inputs: PredictionTensors, signature: string, out: string): Promise<void> {
    await this.#during('record', async (signal, onReport) => {
      const written = await this.#rpc.request(
        'verify/record',
        { inputs, signature, out },
        { signal, onReport },
      );
      this.recorded = written.path;
    });
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
    const abort = new AbortController();
    this.#abort = abort;
    this.setup = { done: 0, total: 0, unit: 'bytes', message: 'Starting' };
    this.runtimeError = null;
    this.changed();
    try {
      this.runtime = await this.#rpc.request(
        'runtime/setup',
        {},
        {
          signal: abort.signal,
          onReport: (progress) => {
            this.setup = progress;
            this.changed();
          },
        },
      );
    } catch (error) {
      if (!isCancelled(error)) this.runtimeError = errorData(error);
    }
    this.setup = null;
    this.#abort = null;
    this.changed();
  }

  async #during(
    kind: Run['kind'],
    work: (
      signal: AbortSignal,
      onReport: (report: Progress & { readonly step: VerifyStep }) => void,
    ) => Promise<void>,
  ): Promise<void> {
    if (this.#run !== null) return;
    const abort = new AbortController();
    const started = Date.now();
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
      await work(abort.signal, (report) => {
        const now = Date.now();
        if (report.step !== run.step) {
          if (run.step !== null) run.done.push({ step: run.step, took: now - run.stepStarted });
          run.step = report.step;
          run.stepStarted = now;
        }
        run.message = report.message;
        this.changed();
      });
    } catch (error) {
      if (!isCancelled(error)) this.error = errorData(error);
    }
    this.#run = null;
    this.#abort = null;
    this.changed();
  }
}

import { totalmem } from 'node:os';
import { AppError } from '../core/errors.ts';
import { startNodeChild } from '../process/node-child.ts';
import type { RawTensor, RunnerCalls, RunnerVersion } from '../protocol/runner.ts';
import type { VerifyStep } from '../protocol/verify.ts';
import { runtimeEnvironment } from '../runtime/libraries.ts';
import type { Feed } from './fit.ts';
import type { Selection } from './select.ts';

/** A runtime that is ready: a library and the addon that was compiled. */
export interface ReadyRuntime {
  readonly library: string;
  readonly addon: string;
}

export interface RunRequest {
  readonly runtime: ReadyRuntime;
  /** The bundled `src/runner`. */
  readonly runnerPath: string;
  readonly selection: Selection;
  readonly feeds: readonly Feed[];
  /** How often it is run on the same feeds. */
  readonly runs: number;
  /** Milliseconds for all of it. */
  readonly timeLimit: number;
  readonly signal: AbortSignal | undefined;
  readonly onStep: (step: VerifyStep) => void;
}

export interface RunOutcome {
  readonly version: RunnerVersion;
  /** For each run the outputs by the signature's names. */
  readonly runs: readonly ReadonlyMap<string, RawTensor>[];
  readonly milliseconds: { readonly load: number; readonly run: number };
}

/** A load that succeeded before something else failed is worth telling. */
export class RunFailure extends AppError {
  readonly step: 'load' | 'run';
  readonly version: RunnerVersion | null;

  constructor(cause: AppError, step: 'load' | 'run', version: RunnerVersion | null) {
    super(cause.data, { cause });
    this.step = step;
    this.version = version;
  }
}

/** Share of the machine's memory that a model may take. */
const memoryShare = 0.8;

/**
 * Loads a SavedModel in a process of its own and runs one signature.
 * @throws RunFailure with TensorFlow's reason, or `process-died`, `timed-out`, `limit-exceeded`; AppError `cancelled`
 */
export async function runModel(request: RunRequest): Promise<RunOutcome> {
  const { runtime, selection, feeds, signal, onStep } = request;
  const child = startNodeChild<RunnerCalls>(request.runnerPath, {
    name: 'The process that runs the model',
    env: runtimeEnvironment(runtime.library),
    timeLimit: request.timeLimit,
    memoryLimit: Math.floor(totalmem() * memoryShare),
    ...(signal ? { signal } : {}),
  });
  let version: RunnerVersion | null = null;
  let step: 'load' | 'run' = 'load';
  try {
    const started = performance.now();
    onStep('load');
    version = await child.call('start', { addon: runtime.addon });
    const { directory, metaGraph, outputs } = selection;
    await child.call('load', { directory, tags: metaGraph.tags });
    const loaded = performance.now();
    step = 'run';
    onStep('run');
    // A session refuses to fetch what is fed: an input that is handed through answers itself.
    const fed = new Map(feeds.map(({ tensor, value }) => [tensor, value]));
    const fetches = [...new Set([...outputs.values()].map(({ tensor }) => tensor))].filter(
      (tensor) => !fed.has(tensor),
    );
    const runs: ReadonlyMap<string, RawTensor>[] = [];
    for (let run = 0; run < request.runs; run++) {
      const answer = await child.call('run', { feeds, fetches });
      const values = new Map(fed);
      fetches.forEach((tensor, index) => {
        const value = answer.outputs[index];
        if (value) values.set(tensor, value);
      });
      runs.push(
        new Map(
          [...outputs].flatMap(([name, { tensor }]) => {
            const value = values.get(tensor);
            return value ? [[name, value] as const] : [];
          }),
        ),
      );
    }
    return {
      version,
      runs,
      milliseconds: { load: loaded - started, run: performance.now() - loaded },
    };
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
    throw new RunFailure(error, step, version);
  } finally {
    await child.stop();
  }
}

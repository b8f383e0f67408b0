import { totalmem } from 'node:os';
import { AppError } from '../core/errors.ts';
import { startNodeChild, type NodeChild } from '../process/node-child.ts';
import type { ErrorCode } from '../protocol/errors.ts';
import type { RunnerCalls, RunnerVersion } from '../protocol/runner.ts';
import type { VerifyStep } from '../protocol/verify.ts';
import { runtimeEnvironment } from '../runtime/libraries.ts';
import type { Feed } from './fit.ts';
import type { Tensors } from './recording.ts';
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
  readonly model: Pick<Selection, 'directory' | 'metaGraph'>;
  readonly calls: readonly Call[];
  /** How often each is run. */
  readonly runs: number;
  /** Milliseconds for all of it. */
  readonly timeLimit: number;
  readonly signal: AbortSignal | undefined;
  readonly onStep: (step: VerifyStep) => void;
}

/** One call of a signature. */
export interface Call {
  readonly feeds: readonly Feed[];
  readonly outputs: Selection['outputs'];
}

/** What a call gave: for each run the outputs by the signature's names; or why the model did not take it. */
export type Answer = readonly Tensors[] | AppError;

export interface RunOutcome {
  readonly version: RunnerVersion;
  /** One for each call, in their order. */
  readonly answers: readonly Answer[];
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
 * Loads a SavedModel in a process of its own and runs calls of its signatures. A call that the model refuses is an
 * answer; the others are run.
 * @throws RunFailure where it does not load or the process ends: TensorFlow's reason, or `process-died`, `timed-out`,
 *   `limit-exceeded`; AppError `cancelled`
 */
export async function runModel(request: RunRequest): Promise<RunOutcome> {
  const { runtime, model, signal, onStep } = request;
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
    const { directory, metaGraph } = model;
    await child.call('load', { directory, tags: metaGraph.tags });
    const loaded = performance.now();
    step = 'run';
    onStep('run');
    const answers: Answer[] = [];
    for (const call of request.calls) answers.push(await runCall(child, call, request.runs));
    return {
      version,
      answers,
      milliseconds: { load: loaded - started, run: performance.now() - loaded },
    };
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
    throw new RunFailure(error, step, version);
  } finally {
    await child.stop();
  }
}

/**
 * The answer to the only call of a request.
 * @throws RunFailure where the model refused it
 */
export function onlyAnswer({ answers, version }: RunOutcome): readonly Tensors[] {
  const [answer = []] = answers;
  if (answer instanceof AppError) throw new RunFailure(answer, 'run', version);
  return answer;
}

/** After one of these there is no process to answer the next call. */
const endings: ReadonlySet<ErrorCode> = new Set([
  'process-died',
  'timed-out',
  'limit-exceeded',
  'cancelled',
  'internal',
]);

async function runCall(
  child: NodeChild<RunnerCalls>,
  { feeds, outputs }: Call,
  runs: number,
): Promise<Answer> {
  // A session refuses to fetch what is fed: an input that is handed through answers itself.
  const fed = new Map(feeds.map(({ tensor, value }) => [tensor, value]));
  const fetches = [...new Set([...outputs.values()].map(({ tensor }) => tensor))].filter(
    (tensor) => !fed.has(tensor),
  );
  const answers: Tensors[] = [];
  for (let run = 0; run < runs; run++) {
    let answer: RunnerCalls['run']['result'];
    try {
      answer = await child.call('run', { feeds, fetches });
    } catch (error) {
      if (!(error instanceof AppError) || endings.has(error.code)) throw error;
      return error;
    }
    const values = new Map(fed);
    fetches.forEach((tensor, index) => {
      const value = answer.outputs[index];
      if (value) values.set(tensor, value);
    });
    answers.push(
      new Map(
        [...outputs].flatMap(([name, { tensor }]) => {
          const value = values.get(tensor);
          return value ? [[name, value] as const] : [];
        }),
      ),
    );
  }
  return answers;
}

import { AppError } from '../core/errors.ts';
import { findRuntime } from '../runtime/find-runtime.ts';
import type { SearchOptions } from '../runtime/search.ts';
import type { ReadyRuntime } from './run-model.ts';

/** What running a model takes besides the model. */
export interface RunContext extends SearchOptions {
  /** The bundled `src/runner`: `dist/runner.cjs`. */
  readonly runnerPath: string;
}

/** @throws NoRuntime where there is none that is ready; AppError `cancelled` */
export async function readyRuntime(context: RunContext): Promise<ReadyRuntime> {
  const { chosen, advice } = await findRuntime(context);
  if (chosen?.addon) return { library: chosen.library, addon: chosen.addon };
  const reason = chosen
    ? 'The TensorFlow runtime is not set up yet.'
    : 'There is no TensorFlow to run the model with.';
  throw new NoRuntime(reason, advice);
}

/** No TensorFlow that is ready, and what to do about it. */
export class NoRuntime extends AppError {
  readonly reason: string;
  readonly advice: string;

  constructor(reason: string, advice: string) {
    super({ code: 'no-runtime', message: `${reason} ${advice}` });
    this.reason = reason;
    this.advice = advice;
  }
}

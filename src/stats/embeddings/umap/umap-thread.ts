import { cancelled, throwIfCancelled } from '../../../core/cancel.ts';
import { AppError } from '../../../core/errors.ts';
import { startThread } from '../../../process/start-thread.ts';
import type { Progress } from '../../../protocol/requests.ts';

export interface UmapTask {
  /** Row by row, each of length 1. */
  readonly directions: Float32Array;
  readonly dimensions: number;
  readonly seed: number;
}

export type UmapMessage =
  { readonly done: number; readonly total: number } | { readonly points: Float32Array };

/** Milliseconds: the most points that it is given take a tenth of it on a slow machine. */
const longest = 300_000;

/** UMAP divides by what fewer points do not have. */
const fewestPoints = 5;

/**
 * UMAP of some rows, x and y for each, in a thread of its own, because it cannot be interrupted: one that nobody waits
 * for is ended with its thread.
 * @throws AppError `bad-request` for too few rows, `cancelled`, `timed-out`, `process-died`
 */
export async function umapPoints(
  task: UmapTask,
  { signal, report }: { readonly signal: AbortSignal; readonly report: (at: Progress) => void },
): Promise<Float32Array> {
  const count = task.directions.length / Math.max(1, task.dimensions);
  if (count < fewestPoints) {
    throw new AppError({
      code: 'bad-request',
      message: `UMAP needs at least ${String(fewestPoints)} rows that are not zero. PCA shows fewer.`,
    });
  }
  throwIfCancelled(signal);
  report({ done: 0, total: 0, unit: 'steps', message: 'Looking for the neighbours of each row' });
  const worker = startThread(import.meta.url, 'umap.js', 'thread.ts');
  worker.postMessage(task);
  let release = (): void => undefined;
  try {
    return await new Promise<Float32Array>((resolve, reject) => {
      const stop = () => {
        reject(cancelled());
      };
      const timer = setTimeout(() => {
        reject(tookTooLong());
      }, longest);
      signal.addEventListener('abort', stop, { once: true });
      release = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
      };
      worker.on('message', (message: UmapMessage) => {
        if ('points' in message) resolve(message.points);
        else report({ ...message, unit: 'steps', message: 'UMAP' });
      });
      const died = (thrown: unknown) => {
        reject(failed(thrown instanceof Error ? thrown.message : 'it ended'));
      };
      worker.once('error', died).once('exit', died);
    });
  } finally {
    release();
    await worker.terminate();
  }
}

function failed(reason: string): AppError {
  return new AppError({
    code: 'process-died',
    message: 'UMAP ended without a map. Try another seed, or look at the map by PCA.',
    details: reason,
  });
}

function tookTooLong(): AppError {
  return new AppError({
    code: 'timed-out',
    message: `UMAP took more than ${String(longest / 1000)} seconds and was stopped. Look at the map by PCA.`,
  });
}

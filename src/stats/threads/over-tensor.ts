import { combineCrc32c } from '../../codec/crc32c/combine.ts';
import { throwIfCancelled } from '../../core/cancel.ts';
import { AppError } from '../../core/errors.ts';
import type { Artifact, ReadContext, StoredRun } from '../../formats/contract.ts';
import type { TensorInfo } from '../../protocol/model.ts';
import { gridOf, piecesOfRuns, piecesOfStream, type Cut } from './pieces.ts';
import type { StatisticsThreads } from './statistics-threads.ts';
import type { Answer, Asked, TaskName, Tasks } from './tasks.ts';

/** What is to be made of every value of a tensor. */
export interface OverTensor<T extends TaskName> {
  readonly threads: StatisticsThreads;
  readonly artifact: Pick<Artifact, 'read' | 'storedRuns'>;
  /** Of numbers. */
  readonly tensor: TensorInfo;
  readonly task: T;
  readonly params: Tasks[T]['params'];
  /** Elements that stay together, such as those of a row; 1 where it is left out. Pieces hold whole ones. */
  readonly together?: number;
}

export interface OverTensorContext {
  readonly signal?: AbortSignal;
  /** Called with the bytes that were gone over so far, and in all. */
  readonly report?: (done: number, total: number) => void;
  /** As `ReadContext.onChecksum`; without it none is computed where the threads read by themselves. */
  readonly onChecksum?: NonNullable<ReadContext['onChecksum']>;
}

/**
 * Has threads go over every value of a tensor, and hands out what came of its pieces, in their order. Pieces are cut at
 * the same elements wherever the values lie and however many threads there are. What lies in files as it is, the
 * threads read by themselves; all else they are given.
 *
 * @throws AppError as `Artifact.read`, `limit-exceeded` where what stays together is longer than a piece. Of a wrong
 *   checksum only `onChecksum` may tell; where it is thrown, everything was handed out before.
 */
export async function* overTensor<T extends TaskName>(
  over: OverTensor<T>,
  { signal, report, onChecksum }: OverTensorContext = {},
): AsyncGenerator<Tasks[T]['result'], void, undefined> {
  const { artifact, tensor } = over;
  const stop = new AbortController();
  const passOn = (): void => {
    stop.abort();
  };
  throwIfCancelled(signal);
  signal?.addEventListener('abort', passOn, { once: true });
  try {
    const grid = gridOf(tensor, over.together ?? 1);
    const stored = (await artifact.storedRuns?.(tensor.name, stop.signal)) ?? null;
    const free: Uint8Array[] = [];
    const cuts = stored
      ? piecesOfRuns(stored.runs, grid, onChecksum !== undefined && !stored.intact)
      : piecesOfStream(
          artifact.read(tensor.name, 'all', {
            signal: stop.signal,
            ...(onChecksum ? { onChecksum } : {}),
          }),
          grid,
          free,
        );
    const checksums = stored?.runs.map(() => 0) ?? [];
    let done = 0;
    for await (const { cut, answer } of inOrder(over, cuts, stop.signal)) {
      throwIfCancelled(signal);
      if (answer.bytes) free.push(answer.bytes);
      for (const [index, { run, length }] of cut.parts.entries()) {
        checksums[run] = combineCrc32c(checksums[run] ?? 0, answer.checksums[index] ?? 0, length);
      }
      done += cut.bytes;
      report?.(done, tensor.bytes);
      yield answer.result;
    }
    if (!stored || !onChecksum) return;
    const intact = stored.intact
      ? await stored.intact(stop.signal)
      : verdictOn(stored.runs, checksums);
    onChecksum(intact === null ? 'none' : intact ? 'ok' : 'mismatch');
  } finally {
    signal?.removeEventListener('abort', passOn);
    // What is still under way is wanted by nobody.
    stop.abort();
  }
}

/** Null where no run has a checksum. */
function verdictOn(runs: readonly StoredRun[], checksums: readonly number[]): boolean | null {
  const known = runs.some(({ crc32c }) => crc32c !== undefined);
  return known
    ? runs.every(({ crc32c }, run) => crc32c === undefined || crc32c === checksums[run])
    : null;
}

interface Answered<T extends TaskName> {
  readonly cut: Cut;
  readonly answer: Answer<T>;
}

/** Every thread has a piece, and one more waits. */
async function* inOrder<T extends TaskName>(
  { threads, task, params }: OverTensor<T>,
  cuts: Iterable<Cut> | AsyncIterable<Cut>,
  signal: AbortSignal,
): AsyncGenerator<Answered<T>, void, undefined> {
  const underWay: Promise<Answered<T>>[] = [];
  let mismatch: AppError | null = null;
  try {
    for await (const cut of cuts) {
      const asked: Asked<T> = { task, params, piece: cut.piece };
      const answered = threads.run(asked, signal).then((answer) => ({ cut, answer }));
      answered.catch(() => undefined); // It is awaited below, or not at all where one before it failed.
      underWay.push(answered);
      const first = underWay.length > threads.size ? underWay.shift() : undefined;
      if (first) yield await first;
    }
  } catch (thrown) {
    // Every byte was handed out before a wrong checksum is known.
    if (!(thrown instanceof AppError) || thrown.code !== 'checksum-mismatch') throw thrown;
    mismatch = thrown;
  }
  for (const answered of underWay) yield await answered;
  if (mismatch) throw mismatch;
}

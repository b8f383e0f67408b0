import { parentPort } from 'node:worker_threads';
import { errorData } from '../../core/errors.ts';
import { readNow, withFile } from '../../io/read-now.ts';
import { BinsWork } from '../tasks/bins.ts';
import { CountsWork } from '../tasks/counts.ts';
import { FiguresWork } from '../tasks/figures.ts';
import { GatherWork } from '../tasks/row-gather.ts';
import { NearestWork } from '../tasks/row-nearest.ts';
import { PairsWork } from '../tasks/row-pairs.ts';
import { SurveyWork } from '../tasks/row-survey.ts';
import type { Asked, Piece, Reply, TaskName } from './tasks.ts';
import type { Work } from './work.ts';

// The program of a thread that runs kernels: a piece of a tensor in, what came of it out.

/** Made when it is first asked for: each has a memory of its own. */
const makers: { readonly [T in TaskName]: () => Work<T> } = {
  counts: () => new CountsWork(),
  figures: () => new FiguresWork(),
  bins: () => new BinsWork(),
  rowSurvey: () => new SurveyWork(),
  rowNearest: () => new NearestWork(),
  rowGather: () => new GatherWork(),
  rowPairs: () => new PairsWork(),
};

let made: { [T in TaskName]?: Work<T> } = {};

parentPort?.on('message', (asked: Asked) => {
  try {
    const { reply, buffers } = answer(asked);
    parentPort?.postMessage(reply, buffers);
  } catch (thrown) {
    made = {}; // what was counted of a piece must not be found in the next one
    parentPort?.postMessage({ error: errorData(thrown) } satisfies Reply);
  }
});

function answer<T extends TaskName>({
  task,
  params,
  piece,
}: Asked<T>): {
  readonly reply: Reply;
  readonly buffers: ArrayBuffer[];
} {
  const work: Work<T> = made[task] ?? makers[task]();
  Object.assign(made, { [task]: work });
  work.begin(params, piece.element);
  const { source } = piece;
  const checksums = source instanceof Uint8Array ? [] : goOverFiles(work, piece, source);
  if (source instanceof Uint8Array) goOverBytes(work, piece, source);
  const { result, buffers } = work.end();
  if (!(source instanceof Uint8Array))
    return { reply: { result, checksums, bytes: null }, buffers };
  return {
    reply: { result, checksums, bytes: source },
    buffers: [...buffers, source.buffer as ArrayBuffer],
  };
}

/** Bytes of a block: whole units, where one fits. */
function blockBytes({ kernel }: Pick<Work<TaskName>, 'kernel'>, unitBytes: number): number {
  const most = kernel.inputBytes.value;
  return unitBytes > most ? most : most - (most % unitBytes);
}

function goOverBytes(
  work: Pick<Work<TaskName>, 'kernel' | 'add'>,
  { unitBytes }: Piece,
  bytes: Uint8Array,
): void {
  const { memory, input } = work.kernel;
  const most = blockBytes(work, unitBytes);
  for (let from = 0; from < bytes.length; from += most) {
    const block = bytes.subarray(from, from + most);
    new Uint8Array(memory.buffer, input.value, block.length).set(block);
    work.add(block.length);
  }
}

/** Blocks are cut as if all lay in one file, so that what is computed of them does not depend on where they lie. */
function goOverFiles(
  work: Pick<Work<TaskName>, 'kernel' | 'add'>,
  { unitBytes, checksums: wanted }: Piece,
  places: readonly { readonly path: string; readonly offset: number; readonly length: number }[],
): number[] {
  const { kernel } = work;
  const start = kernel.input.value;
  const most = blockBytes(work, unitBytes);
  const checksums = places.map(() => 0);
  /** The parts of files in the block. */
  let parts: { readonly place: number; readonly at: number; readonly length: number }[] = [];
  let filled = 0;
  const flush = (): void => {
    if (filled === 0) return;
    work.add(filled);
    filled = 0;
    if (wanted) {
      for (const { place, at, length } of parts)
        checksums[place] = kernel.crc32c(start + at, length, checksums[place] ?? 0) >>> 0;
    }
    parts = [];
  };
  for (const [place, { path, offset, length }] of places.entries()) {
    withFile(path, (descriptor) => {
      for (let done = 0; done < length;) {
        const bytes = Math.min(most - filled, length - done);
        const target = new Uint8Array(kernel.memory.buffer, start + filled, bytes);
        readNow(descriptor, path, target, offset + done);
        parts.push({ place, at: filled, length: bytes });
        filled += bytes;
        done += bytes;
        if (filled === most) flush();
      }
    });
  }
  flush();
  return checksums;
}

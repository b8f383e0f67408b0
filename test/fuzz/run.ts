import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Wanted } from './inputs.ts';
import type { Found, Tally, Task } from './worker.ts';

/** The program that tries inputs, bundled by who has started this. */
const worker = process.env['SAVED_MODEL_FUZZ_WORKER'] ?? '';

const output = fileURLToPath(new URL('../../.test-output/fuzz/', import.meta.url));

/** Bytes of the heap that a worker may have; one that needs more dies, and that is found. */
const heapMegabytes = 2048;

/** Milliseconds between two looks at where the workers are. */
const interval = 500;

/** What is to be tried on one room. */
export interface Order extends Wanted {
  readonly room: string;
  /** Milliseconds that an input may take before it counts as hanging. */
  readonly deadline: number;
}

/** What came of it. */
export interface Outcome {
  inputs: number;
  /** With which something is wrong. */
  found: number;
  milliseconds: number;
  /** Bytes on the heap and beside it, in the worker that took most. */
  peak: number;
  /** Errors and findings by code and by the words of their sentence. */
  readonly complaints: Map<string, Map<string, number>>;
}

/** Who is told while it goes on. */
export interface Listener {
  readonly found: (found: Found) => void;
  readonly progress: (outcome: Outcome) => void;
}

/** Tries inputs on a room in as many processes as there are cores. */
export async function tryRoom(order: Order, listener: Listener): Promise<Outcome> {
  const start = performance.now();
  const outcome: Outcome = { inputs: 0, found: 0, milliseconds: 0, peak: 0, complaints: new Map() };
  const workers = availableParallelism();
  const add = (tally: Tally): void => {
    outcome.inputs += tally.inputs;
    outcome.found += tally.found.length;
    outcome.peak = Math.max(outcome.peak, tally.peak);
    for (const [code, words, count] of tally.complaints) {
      const known = outcome.complaints.get(code) ?? new Map<string, number>();
      outcome.complaints.set(code, known.set(words, (known.get(words) ?? 0) + count));
    }
    outcome.milliseconds = performance.now() - start;
    for (const found of tally.found) listener.found(found);
    listener.progress(outcome);
  };
  await Promise.all(
    Array.from({ length: workers }, (_, number) => workUntilDone(order, number, workers, add)),
  );
  return outcome;
}

/** One worker after another, each from the input on that ended the one before it. */
async function workUntilDone(
  { room, seed, count, deadline }: Order,
  number: number,
  step: number,
  add: (tally: Tally) => void,
): Promise<void> {
  mkdirSync(output, { recursive: true });
  const name = join(output, `${room}-${process.pid}-${number}`);
  let from = number;
  for (;;) {
    const progress = `${name}.at`;
    const task: Task = { room, seed, count, from, step, progress, scratch: `${name}.tmp` };
    const end = await one(task, deadline, add);
    const at = existsSync(progress) ? placeIn(readFileSync(progress)) : null;
    rmSync(progress, { force: true });
    rmSync(`${name}.tmp`, { recursive: true, force: true });
    if (end === null) return;
    if (at === null) throw new Error(`A worker ${end}`);
    const found: Found = { index: at, problems: [end] };
    add({ inputs: 1, complaints: [], peak: 0, found: [found], done: false });
    from = at + step;
  }
}

/** The number of the input that a worker is at; null where it has not begun. */
function placeIn(progress: Buffer): number | null {
  return progress.length === 8 ? Number(progress.readBigUInt64LE()) : null;
}

/** @returns how it ended, if not as it should */
function one(task: Task, deadline: number, add: (tally: Tally) => void): Promise<string | null> {
  const child = fork(worker, [JSON.stringify(task)], {
    execArgv: ['--enable-source-maps', `--max-old-space-size=${heapMegabytes}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let last = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    last = (last + chunk.toString()).slice(-2000);
  });
  let done = false;
  child.on('message', (message) => {
    const tally = message as Tally;
    done ||= tally.done;
    add(tally);
  });
  const hangs = watchProgress(child, task.progress, deadline);
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      const hung = hangs.end();
      if (hung) resolve(`did not end within ${deadline / 1000} s`);
      else if (done) resolve(null);
      else resolve(`ended the process (${signal ?? `code ${String(code)}`}): ${last}`);
    });
  });
}

/** Ends a worker that stays at one input for too long. */
function watchProgress(
  child: ChildProcess,
  progress: string,
  deadline: number,
): { end: () => boolean } {
  let hung = false;
  let seen = '';
  let since = performance.now();
  const timer = setInterval(() => {
    const now = existsSync(progress) ? readFileSync(progress, 'latin1') : '';
    if (now !== seen) [seen, since] = [now, performance.now()];
    if (performance.now() - since < deadline) return;
    hung = true;
    child.kill('SIGKILL');
  }, interval);
  return {
    end: () => {
      clearInterval(timer);
      return hung;
    },
  };
}

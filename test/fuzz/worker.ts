import { mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { attempt, baselineOf } from './attempt.ts';
import { inputsOf, type Wanted } from './inputs.ts';
import { rooms } from './rooms.ts';
import type { Watch } from './watch.ts';

/** What a worker is to do: inputs `from`, `from + step`, … of a room. */
export interface Task extends Wanted {
  readonly room: string;
  readonly from: number;
  readonly step: number;
  /** Where it says which input it is at, for whoever finds it hanging or dead. */
  readonly progress: string;
  /** For what it writes. */
  readonly scratch: string;
}

/** What it says now and then, of what came since it last did, and at its end. */
export interface Tally {
  readonly inputs: number;
  /** Errors and findings by code: how many, and in how many different words. */
  readonly complaints: readonly (readonly [code: string, words: string, count: number])[];
  readonly peak: number;
  readonly found: readonly Found[];
  readonly done: boolean;
}

/** An input with which something is wrong. */
export interface Found {
  readonly index: number;
  readonly problems: readonly string[];
}

/** Milliseconds between two tallies. */
const tallyInterval = 250;

/** Does its task and tells of it over the channel to the process that started it. */
async function work({
  room: name,
  seed,
  count,
  from,
  step,
  progress,
  scratch,
}: Task): Promise<void> {
  const room = rooms[name];
  if (!room) throw new Error(`There is no room ${name}.`);
  process.env['TMPDIR'] = scratch;
  mkdirSync(scratch, { recursive: true });
  const subjects = await room.subjects();
  const inputs = inputsOf(room, subjects, { seed, count });
  const position = openSync(progress, 'w');
  const at = new BigUint64Array(1);
  let tally = new Count();
  let told = performance.now();
  for (let index = from; index < inputs.count; index += step) {
    at[0] = BigInt(index);
    writeSync(position, at, 0, 8, 0);
    const input = inputs.at(index);
    const baseline = input.mustComplain ? await baselineOf(room, input.mustComplain) : null;
    tally.add(index, await attempt(room, input, baseline));
    if (performance.now() - told < tallyInterval) continue;
    await tell(tally.told(false));
    tally = new Count();
    told = performance.now();
  }
  rmSync(scratch, { recursive: true, force: true });
  await tell(tally.told(true));
}

class Count {
  #inputs = 0;
  #peak = 0;
  readonly #complaints = new Map<string, [code: string, words: string, count: number]>();
  readonly #found: Found[] = [];

  add(index: number, { complaints, problems, peak }: Watch): void {
    this.#inputs++;
    this.#peak = Math.max(this.#peak, peak);
    for (const { code, message } of complaints) {
      const words = inGeneral(message);
      const known = this.#complaints.get(`${code} ${words}`);
      if (known) known[2]++;
      else this.#complaints.set(`${code} ${words}`, [code, words, 1]);
    }
    if (problems.size > 0) this.#found.push({ index, problems: [...problems] });
  }

  told(done: boolean): Tally {
    return {
      inputs: this.#inputs,
      complaints: [...this.#complaints.values()],
      peak: this.#peak,
      found: this.#found,
      done,
    };
  }
}

/** A sentence without the names and numbers in it: such with the same rest were made at the same place. */
export function inGeneral(sentence: string): string {
  return sentence
    .slice(0, 400)
    .replace(/[\w./\\-]*[\d/\\_][\w./\\-]*/g, '#')
    .slice(0, 60);
}

function tell(tally: Tally): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(tally, (error: Error | null) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

const [task] = process.argv.slice(2);
if (process.send && task !== undefined) {
  // Nobody is left to tell.
  process.on('disconnect', () => {
    process.exit();
  });
  await work(JSON.parse(task) as Task);
  process.disconnect();
}

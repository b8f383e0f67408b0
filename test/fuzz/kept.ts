import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bytes, duration } from '../../src/protocol/figures.ts';
import { attempt } from './attempt.ts';
import type { Inputs } from './inputs.ts';
import { rooms } from './rooms.ts';
import { inGeneral, type Found } from './worker.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = join(root, '.test-output', 'fuzz');

/** Inputs with the same problem that are kept. */
const keptOfOne = 3;

/** Keeps what was found, a few of each kind, so that it can be replayed; and says what it is. */
export class Keeper {
  readonly #room: string;
  readonly #inputs: Inputs;
  /** What these inputs come from, in the names of files: a seed. */
  readonly #from: string;
  readonly #kinds = new Map<string, number>();

  constructor(room: string, inputs: Inputs, from: string) {
    this.#room = room;
    this.#inputs = inputs;
    this.#from = from;
  }

  keep({ index, problems }: Found): void {
    const kind = problems.map(inGeneral).join('\n');
    const already = this.#kinds.get(kind) ?? 0;
    this.#kinds.set(kind, already + 1);
    if (already >= keptOfOne) return;
    const { name, path, files } = this.#inputs.at(index);
    const file = join(folder, `${this.#room}-${this.#from}-${index}.json`);
    const kept: Kept = { room: this.#room, name, problems, path, files: encoded(files) };
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, JSON.stringify(kept));
    const told = problems.map((problem) => `    ${problem.slice(0, 1500)}`).join('\n');
    console.log(`FOUND ${relative(root, file)} (${name})\n${told}`);
  }

  /** A line for each kind of which more was found than was kept. */
  get more(): readonly string[] {
    return [...this.#kinds]
      .filter(([, times]) => times > keptOfOne)
      .map(([kind, times]) => `  ${times - keptOfOne} more like: ${kind}`);
  }
}

/** An input in a file of its own; contents in base64. */
interface Kept {
  readonly room: string;
  readonly name: string;
  readonly problems: readonly string[];
  readonly path: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Tries what was kept once more, and tells all that is said. @returns whether it still finds something */
export async function replay(file: string): Promise<boolean> {
  const kept = JSON.parse(readFileSync(file, 'utf8')) as Kept;
  const room = rooms[kept.room];
  if (!room) throw new Error(`There is no room ${kept.room}.`);
  const start = performance.now();
  const input = { path: kept.path, files: decoded(kept.files) };
  const { problems, complaints, peak } = await attempt(room, input, null);
  for (const { code, message } of complaints) console.log(`${code}: ${message}`);
  const took = duration(performance.now() - start);
  console.log(`\n${kept.room}, ${kept.name}: ${took}, peak memory ${bytes(peak)}`);
  for (const problem of problems) console.log(`FOUND ${problem}`);
  return problems.size > 0;
}

function encoded(files: ReadonlyMap<string, Uint8Array>): Record<string, string> {
  const texts = [...files].map(([path, content]) => [
    path,
    Buffer.from(content).toString('base64'),
  ]);
  return Object.fromEntries(texts) as Record<string, string>;
}

function decoded(files: Kept['files']): Map<string, Uint8Array> {
  return new Map(
    Object.entries(files).map(([path, text]) => [
      path,
      new Uint8Array(Buffer.from(text, 'base64')),
    ]),
  );
}

import { parseArgs } from 'node:util';
import { step } from '../../scripts/lib/steps.mjs';
import { bytes, count, duration } from '../../src/protocol/figures.ts';
import { inputsOf } from './inputs.ts';
import { Keeper, replay } from './kept.ts';
import { rooms } from './rooms.ts';
import { tryRoom, type Outcome } from './run.ts';

// Started by `npm run fuzz`, which says what it takes.

const { values } = parseArgs({
  options: {
    room: { type: 'string', multiple: true },
    inputs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    exhaustive: { type: 'boolean', default: false },
    replay: { type: 'string' },
  },
});

process.exit(await main());

/** @returns the exit code */
async function main(): Promise<number> {
  if (values.replay !== undefined) return (await replay(values.replay)) ? 1 : 0;
  const [inputs, seed] = [Number(values.inputs), Number(values.seed)];
  if (!Number.isSafeInteger(inputs) || !Number.isSafeInteger(seed) || inputs < 1) {
    console.error('--inputs and --seed are whole numbers, and --inputs is at least 1.');
    return 2;
  }
  const wanted = values.room ?? Object.keys(rooms);
  const unknown = wanted.filter((name) => !(name in rooms));
  if (unknown.length > 0) {
    const known = Object.keys(rooms).join(', ');
    console.error(`There is no room ${unknown.join(', ')}. There are ${known}.`);
    return 2;
  }
  let found = 0;
  for (const room of wanted) found += await tryOne(room, values.exhaustive ? null : inputs, seed);
  return found > 0 ? 1 : 0;
}

/**
 * @param inputs how many; null for every flip and cut
 * @returns how many something is wrong with
 */
async function tryOne(name: string, inputs: number | null, seed: number): Promise<number> {
  const room = rooms[name];
  if (!room) throw new Error(`There is no room ${name}.`);
  const subjects = await room.subjects();
  const all = inputsOf(room, subjects, { seed, count: inputs });
  const keeper = new Keeper(name, all, inputs === null ? 'flip' : String(seed));
  const order = { room: name, seed, count: inputs, deadline: room.deadline ?? 60_000 };
  const outcome: Outcome = await step(`${name}: ${count(all.count)} inputs`, (report) =>
    tryRoom(order, {
      found: (found) => keeper.keep(found),
      progress: ({ inputs: done, milliseconds, found }) => {
        const wrong = found > 0 ? ` · ${count(found)} found` : '';
        report(`${count(done)} · ${count(rate(done, milliseconds))}/s${wrong}`);
      },
    }),
  );
  const from = inputs === null ? 'every flip and cut' : `seed ${seed}`;
  console.log([`${name}, ${from}: ${summary(outcome)}`, ...keeper.more].join('\n'));
  return outcome.found;
}

function rate(inputs: number, milliseconds: number): number {
  return Math.round(inputs / (milliseconds / 1000));
}

function summary({ inputs, milliseconds, peak, complaints, found }: Outcome): string {
  const codes = [...complaints].map(([code, words]) => {
    const all = [...words.values()].reduce((sum, each) => sum + each, 0);
    return `    ${code.padEnd(20)} ${count(all).padStart(11)}  in ${words.size} different words`;
  });
  const speed = `${duration(milliseconds)}, ${count(rate(inputs, milliseconds))}/s`;
  const wrong = found === 0 ? 'nothing found' : `${count(found)} FOUND`;
  const told = `${count(inputs)} inputs in ${speed}, peak memory ${bytes(peak)}, ${wrong}`;
  return [told, ...codes.sort()].join('\n');
}

// Makes any number of random artifacts with the libraries that users have, and holds every name, dtype, shape and
// byte against what those say. `npm run oracle -- --help` names the options.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { disagreements } from './disagreements.ts';
import { families } from './answer.ts';
import { generate } from './generate.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', multiple: true },
    keep: { type: 'boolean', default: false },
    tensorflow: { type: 'string' },
  },
});
const python = process.env['SAVED_MODEL_ORACLE_PYTHON'];
if (!python) throw new Error('SAVED_MODEL_ORACLE_PYTHON is not set: use `npm run oracle`.');
const seed = Number(values.seed);
const numbers =
  values.only?.map(Number) ?? Array.from({ length: Number(values.count) }, (_, at) => at);

/** What came of the artifacts of one way. */
interface Count {
  agree: number;
  differ: number;
  refused: number;
  tensors: number;
}

const folder = await mkdtemp(path.join(tmpdir(), 'saved-model-oracle-'));
const counts = new Map<string, Count>();
const started = performance.now();
try {
  // Before 2.16 there was no Keras 3.
  const living = families.filter((family) => family !== 'keras3' || !values.tensorflow);
  for await (const made of generate(python, folder, seed, numbers, living)) {
    const way = `${made.family} · ${made.way}`;
    const count = counts.get(way) ?? { agree: 0, differ: 0, refused: 0, tensors: 0 };
    counts.set(way, count);
    if ('refused' in made) {
      count.refused++;
      console.log(`– ${String(made.number)} ${way}: the library refuses. ${made.refused}`);
      continue;
    }
    const found = await disagreements(made);
    count.tensors += made.tensors.length;
    if (found.length === 0) count.agree++;
    else {
      count.differ++;
      console.log(
        `✗ ${String(made.number)} ${way}${made.model ? ` (${made.model})` : ''}: ${made.path}`,
      );
      for (const line of found.slice(0, 12)) console.log(`    ${line}`);
    }
    if (found.length === 0 || !values.keep) {
      await rm(path.join(folder, String(made.number).padStart(5, '0')), { recursive: true });
    }
  }
} finally {
  if (!values.keep) await rm(folder, { recursive: true, force: true });
}

for (const [way, { agree, differ, refused, tensors }] of [...counts].sort(([a], [b]) =>
  a < b ? -1 : 1,
)) {
  console.log(
    `${differ > 0 ? '✗' : '✓'} ${way}: ${String(agree)} agree, ${String(differ)} differ, ${String(tensors)} tensors${refused > 0 ? `, ${String(refused)} refused` : ''}`,
  );
}
const total = (what: keyof Count): number =>
  [...counts.values()].reduce((sum, count) => sum + count[what], 0);
console.log(
  `\n${String(total('agree'))} of ${String(total('agree') + total('differ'))} agree, ${String(total('tensors'))} tensors, ${String(total('refused'))} refused by the libraries; seed ${String(seed)}, ${((performance.now() - started) / 1000).toFixed(0)} s`,
);
process.exitCode = total('differ') > 0 ? 1 : 0;

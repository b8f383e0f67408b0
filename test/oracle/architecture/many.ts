import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compare } from './compare.ts';
import { generate } from './generate.ts';
import { Table } from './table.ts';

const { values } = parseArgs({
  options: {
    architecture: { type: 'boolean' },
    count: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', multiple: true },
    keep: { type: 'boolean', default: false },
  },
});
const python = process.env['SAVED_MODEL_ORACLE_PYTHON'];
if (!python) throw new Error('SAVED_MODEL_ORACLE_PYTHON is not set: use `npm run oracle`.');
const seed = Number(values.seed);
const numbers =
  values.only?.map(Number) ?? Array.from({ length: Number(values.count) }, (_, at) => at);

const folder = await mkdtemp(path.join(tmpdir(), 'saved-model-architecture-'));
const table = new Table();
const started = performance.now();
try {
  for await (const made of generate(python, folder, seed, numbers)) {
    table.addModel(made);
    let differs = false;
    for (const saved of made.saved) {
      const about = `${String(made.number)} ${made.family} · ${saved.way} (${made.kind})`;
      if ('refused' in saved) {
        table.addRefusal(made, saved);
        console.log(`– ${about}: the library refuses. ${saved.refused}`);
        continue;
      }
      const outcome = await compare(made, saved);
      table.add(made, saved, outcome);
      if (outcome.wrong.length === 0) continue;
      differs = true;
      console.log(`✗ ${about}: ${saved.path}`);
      for (const line of outcome.wrong.slice(0, 8)) console.log(`    ${line}`);
      const more = outcome.wrong.length - 8;
      if (more > 0) console.log(`    … ${String(more)} more`);
    }
    if (!differs || !values.keep) {
      await rm(path.join(folder, String(made.number).padStart(5, '0')), { recursive: true });
    }
  }
} finally {
  if (!values.keep) await rm(folder, { recursive: true, force: true });
}
console.log(`\n${table.text()}`);
console.log(`seed ${String(seed)}, ${((performance.now() - started) / 1000).toFixed(0)} s`);
process.exitCode = table.differing > 0 ? 1 : 0;

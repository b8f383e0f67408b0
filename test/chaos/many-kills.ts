import { parseArgs } from 'node:util';
import { startEditor } from '../support/workbench.ts';
import { fillForKills, kills, type Kill } from './kills.ts';

// Started by `npm run chaos`, which says what it takes.

const { values } = parseArgs({
  options: { count: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' } },
});
const [count, seed] = [Number(values.count), Number(values.seed)];
if (!Number.isSafeInteger(count) || !Number.isSafeInteger(seed) || count < 1) {
  console.error('--count and --seed are whole numbers, and --count is at least 1.');
  process.exit(2);
}

const editor = await startEditor({ fill: fillForKills });
const seen: Kill[] = [];
try {
  for await (const kill of kills(editor, count, seed)) {
    seen.push(kill);
    const { use, moment, said, back } = kill;
    console.log(
      `${String(seen.length).padStart(4)}  ${use.padEnd(10)} after ${String(moment).padStart(4)} ms: said after ${String(said)} ms, back after ${String(back)} ms`,
    );
  }
} finally {
  console.log(`\n${String(seen.length)} of ${String(count)} kills, seed ${String(seed)}:`);
  console.log(
    figures(
      'said so',
      1000,
      seen.map(({ said }) => said),
    ),
  );
  console.log(
    figures(
      'was back',
      3000,
      seen.map(({ back }) => back),
    ),
  );
  await editor.close();
}

/** Times as a line: the middle one, the one that 95 % stay under, the longest, and how many are as wanted. */
function figures(what: string, wanted: number, times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => String(sorted[Math.ceil(share * sorted.length) - 1] ?? NaN);
  const good = sorted.filter((time) => time <= wanted).length;
  return `the page ${what} after ${at(0.5)} ms (median), ${at(0.95)} ms (95 %), ${at(1)} ms (longest); ${String(good)} within ${String(wanted)} ms`;
}

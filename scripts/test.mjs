#!/usr/bin/env node
// @ts-check
// Runs the tests, and gets what they need first.
//
//   npm test [-- [--complete] PART …]    parts: lint, unit, oracle, workbench; all of them without a name
//     --complete   what could not run for want of a program counts as failed
import { build } from './lib/build.mjs';
import { installPackages } from './lib/npm-packages.mjs';
import { parts } from './lib/parts.mjs';
import { CommandFailed } from './lib/run.mjs';
import { nothing, sentence, sum } from './lib/tally.mjs';

const words = process.argv.slice(2);
const complete = words.includes('--complete');
const asked = words.filter((word) => word !== '--complete');
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(', ')}. Parts are ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}

await installPackages();
await build();

const tallies = [];
for (const [name, { about, run }] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n— ${name}: ${about}`);
  const start = performance.now();
  const tally = await run().catch((error) => {
    console.error(error instanceof CommandFailed ? error.message : error);
    return { ...nothing(), failed: 1 };
  });
  console.log(`  ${sentence(tally)} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  tallies.push(tally);
}

const total = sum(tallies);
if (total.skipped.length > 0) console.log('\nSkipped:');
for (const { name, reason } of total.skipped) console.log(`  ${name}: ${reason}`);
const incomplete = complete && tallies.some(({ couldNotRun }) => couldNotRun);
if (incomplete) console.error('A part could not run, and --complete asks for all of them.');
console.log(`\n${sentence(total)}`);
process.exit(total.failed > 0 || incomplete ? 1 : 0);

#!/usr/bin/env node
// @ts-check
// Runs the tests, and gets what they need first.
//
//   npm test [-- [--complete] PART …]    parts: lint, unit, oracle, workbench, chaos; all of them without a name
//     --complete   what could not run for want of a program counts as failed
import { build } from './lib/build.mjs';
import { installPackages } from './lib/npm-packages.mjs';
import { parts } from './lib/parts.mjs';
import { complain, program } from './lib/program.mjs';
import { nothing, sentence, sum } from './lib/tally.mjs';

await program(async (words) => {
  const complete = words.includes('--complete');
  const asked = words.filter((word) => word !== '--complete');
  const unknown = asked.filter((name) => !(name in parts));
  if (unknown.length > 0) {
    const known = Object.keys(parts).join(', ');
    console.error(`No such part: ${unknown.join(', ')}. Parts are ${known}.`);
    return 2;
  }

  await installPackages();
  await build();

  const tallies = [];
  for (const [name, { about, run }] of Object.entries(parts)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    console.log(`\n— ${name}: ${about}`);
    const start = performance.now();
    const tally = await run().catch((error) => ({ ...nothing(), failed: complain(error) }));
    console.log(`  ${sentence(tally)} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    tallies.push(tally);
  }

  const total = sum(tallies);
  if (total.skipped.length > 0) console.log('\nSkipped:');
  for (const { name, reason } of total.skipped) console.log(`  ${name}: ${reason}`);
  const incomplete = complete && tallies.some(({ couldNotRun }) => couldNotRun);
  if (incomplete) console.error('\nA part could not run, and --complete asks for all of them.');
  console.log(`\n${sentence(total)}`);
  return total.failed > 0 || incomplete ? 1 : 0;
});

#!/usr/bin/env node
// @ts-check
// Tries files that are changed in every way on every reader of files, and says what it found: anything but an answer
// or an error with a sentence, in time and within the memory that it may take. What found something is kept in
// .test-output/fuzz. Exit code 1 where anything was found.
//
//   npm run fuzz [-- --room NAME …] [--inputs 20000] [--seed 1]
//     --room     one reader alone; without it, all of them one after the other
//     --inputs   how many for each
//     --seed     what they depend on
//   npm run fuzz -- --exhaustive [--room NAME …]    every bit of every small file flipped, and every end cut off
//   npm run fuzz -- --replay FILE                   one that was kept, once more
import { build } from './lib/build.mjs';
import { fuzzCorpus } from './lib/fuzz-corpus.mjs';
import { fuzzWorker } from './lib/fuzz-worker.mjs';
import { installPackages } from './lib/npm-packages.mjs';
import { inClone, root } from './lib/places.mjs';
import { program } from './lib/program.mjs';
import { show } from './lib/run.mjs';

await program(async (words) => {
  await installPackages();
  await build();
  const main = inClone('test', 'fuzz', 'main.ts');
  return show(process.execPath, ['--import', 'tsx', main, ...words], {
    cwd: root,
    env: { ...(await fuzzCorpus()), SAVED_MODEL_FUZZ_WORKER: await fuzzWorker() },
  });
});

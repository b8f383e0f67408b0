#!/usr/bin/env node
// @ts-check
// Saves random models with TensorFlow, Keras 2 and 3, h5py and NumPy, and holds what is read of them against what
// those libraries say. Exit code 1 where anything differs.
//
//   npm run oracle [-- --architecture] [--count 200] [--seed 1] [--only NUMBER …] [--keep] [--tensorflow 2.12.0]
//     --architecture  instead, layers and the flow of data of random models by all ways to save each; 100 models
//     --count   how many
//     --seed    what they depend on
//     --only    the ones with these numbers
//     --keep    leave those that differ where they are
//     --tensorflow  another version, from 2.12 to 2.15, with the Keras of its time; it is fetched
import { installPackages } from './lib/npm-packages.mjs';
import { inClone, root } from './lib/places.mjs';
import { Problem } from './lib/problem.mjs';
import { program } from './lib/program.mjs';
import { show } from './lib/run.mjs';
import {
  earlierEnvironment,
  interpreterOf,
  oracleEnvironment,
  whyNoOracle,
} from './lib/oracle.mjs';

await program(async (words) => {
  await installPackages();
  const at = words.indexOf('--tensorflow');
  const version = at < 0 ? undefined : words[at + 1];
  const folder = await (version ? earlierEnvironment(version) : oracleEnvironment());
  if (!folder) throw new Problem(`It could not run: ${await whyNoOracle()}`);
  const which = words.includes('--architecture') ? 'architecture' : 'random';
  const many = inClone('test', 'oracle', which, 'many.ts');
  return show(process.execPath, ['--import', 'tsx', many, ...words], {
    cwd: root,
    env: { SAVED_MODEL_ORACLE_PYTHON: interpreterOf(folder) },
  });
});

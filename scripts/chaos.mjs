#!/usr/bin/env node
// @ts-check
// Kills the language server at random moments while the editor is being used, and says how long it took until the
// page said so and until it was back. Exit code 1 where it did not come back.
//
//   npm run chaos [-- --count 20] [--seed 1]
//     --count   how often; a fresh window every four times
//     --seed    what the moments depend on
import { build } from './lib/build.mjs';
import { installPackages } from './lib/npm-packages.mjs';
import { inClone, root } from './lib/places.mjs';
import { Problem } from './lib/problem.mjs';
import { program } from './lib/program.mjs';
import { show } from './lib/run.mjs';
import { workbenchEnvironment } from './lib/test-environment.mjs';

await program(async (words) => {
  await installPackages();
  await build();
  const needed = await workbenchEnvironment();
  if ('missing' in needed) throw new Problem(`It could not run: ${needed.missing}`);
  const kills = inClone('test', 'chaos', 'many-kills.ts');
  return show(process.execPath, ['--import', 'tsx', kills, ...words], {
    cwd: root,
    env: needed.environment,
  });
});

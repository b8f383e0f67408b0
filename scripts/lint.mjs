#!/usr/bin/env node
// @ts-check
// Says what is not as agreed: formatting, types of every zone, ESLint, who imports whom. ESLint takes as long as all
// the others, and runs beside them.
import { inClone, root } from './lib/places.mjs';
import { program } from './lib/program.mjs';
import { show } from './lib/run.mjs';

/** @type {readonly (readonly (readonly string[])[])[]} */
const lanes = [
  [['node_modules/eslint/bin/eslint.js', '.']],
  [
    ['node_modules/prettier/bin/prettier.cjs', '--check', '.'],
    ['scripts/build.mjs', '--check'],
    [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      'dependency-cruiser.config.mjs',
      'src',
      'webview',
    ],
  ],
];

/** @param {readonly string[]} words */
const run = ([script = '', ...words]) =>
  show(process.execPath, [inClone(...script.split('/')), ...words], { cwd: root });

await program(async () => {
  // What sources are made of is looked at with them.
  const made = await run(['scripts/build.mjs', '--generate']);
  if (made !== 0) return made;
  const codes = await Promise.all(
    lanes.map(async (lane) => {
      let worst = 0;
      for (const words of lane) worst = Math.max(worst, await run(words));
      return worst;
    }),
  );
  return Math.max(...codes);
});

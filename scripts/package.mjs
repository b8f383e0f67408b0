#!/usr/bin/env node
// @ts-check
// Makes the .vsix files: one for every platform that TensorFlow has a C library for, with the addon inside, and the
// universal one, which compiles it where it is installed.
//
//   npm run package [-- universal | linux-x64 | linux-arm64 | darwin-arm64 | darwin-x64 …]
import { statSync } from 'node:fs';
import { relative } from 'node:path';
import { build } from './lib/build.mjs';
import { crossAddon } from './lib/cross-addon.mjs';
import { inClone, root } from './lib/places.mjs';
import { Problem } from './lib/problem.mjs';
import { program } from './lib/program.mjs';
import { setUpRuntime } from './lib/runtime.mjs';
import { packageName, packVsix, platforms } from './lib/vsix.mjs';

const universal = 'universal';
const all = [universal, ...platforms];

await program(async (words) => {
  const unknown = words.find((word) => !all.includes(word));
  if (unknown) throw new Problem(`There is no package ${unknown}. There are ${all.join(', ')}.`);
  await build();
  const wanted = words.length === 0 ? all : words;
  // The addon is compiled against TensorFlow's headers.
  if (wanted.some((word) => word !== universal)) await setUpRuntime();
  for (const platform of [null, ...platforms]) {
    if (!wanted.includes(platform ?? universal)) continue;
    const out = inClone('dist', 'packages', packageName(platform));
    await packVsix(out, platform && (await crossAddon(platform)));
    console.log(`${relative(root, out)}  ${(statSync(out).size / 1e6).toFixed(1)} MB`);
  }
  return 0;
});

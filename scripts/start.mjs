#!/usr/bin/env node
// @ts-check
// From a bare clone to an editor with a saved model in it.
//
//   npm start [-- [--once] PATH …]
//     PATH      what to open: folders, or files of models; without one the bundled samples
//     --once    do everything, check the editor in a headless browser, and end: 0 all fine, else 1
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from './lib/build.mjs';
import { desktopCode, openDesktop } from './lib/desktop-code.mjs';
import { installPackages } from './lib/npm-packages.mjs';
import { inClone } from './lib/places.mjs';
import { CommandFailed, show } from './lib/run.mjs';
import { commandLine, setUpRuntime } from './lib/runtime.mjs';

const sample = inClone('samples', 'recommender');

const words = process.argv.slice(2);
const once = words.includes('--once');
const paths = words.filter((word) => word !== '--once').map((word) => resolve(word));
const missing = paths.filter((path) => !existsSync(path));
if (missing.length > 0) {
  console.error(`Not found: ${missing.join(', ')}. PATH is a folder, or a file of a model.`);
  process.exit(2);
}

/** What did not work, in words. @type {string[]} */
const failures = [];

/** Goes on when a step fails: the editor shows models without TensorFlow, too. */
async function attempt(/** @type {string} */ what, /** @type {() => Promise<unknown>} */ work) {
  try {
    await work();
  } catch (error) {
    console.error(error instanceof CommandFailed ? error.message : error);
    failures.push(what);
  }
}

async function tell(/** @type {string} */ command) {
  const code = await show(process.execPath, [commandLine, command, sample]);
  if (code !== 0) throw new Error(`\`saved-model ${command} ${sample}\` ended with code ${code}.`);
}

await installPackages();
await build();
await attempt('setting TensorFlow up', () => setUpRuntime());
await attempt('inspecting the sample', () => tell('inspect'));
await attempt('verifying the sample', () => tell('verify'));

if (once) {
  await attempt('checking the editor', async () => {
    const { checkEditor } = await import('./lib/check-editor.mjs');
    console.log(await checkEditor(paths[0] ?? sample));
  });
  if (failures.length > 0) console.error(`\nDid not work: ${failures.join(', ')}.`);
  process.exit(failures.length > 0 ? 1 : 0);
}

const shown = paths.length > 0 ? paths : [inClone('samples')];
const code = desktopCode();
if (code) {
  openDesktop(code, shown);
  console.log(`\nOpened in ${code}, in a profile of its own.`);
} else {
  const { serveEditor } = await import('./lib/serve-editor.mjs');
  await serveEditor(shown);
}

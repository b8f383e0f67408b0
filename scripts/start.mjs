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
import { Problem } from './lib/problem.mjs';
import { complain, program } from './lib/program.mjs';
import { show } from './lib/run.mjs';
import { commandLine, setUpRuntime } from './lib/runtime.mjs';

const sample = inClone('samples', 'recommender');

await program(async (words) => {
  const once = words.includes('--once');
  const paths = words.filter((word) => word !== '--once').map((word) => resolve(word));
  const missing = paths.filter((path) => !existsSync(path));
  if (missing.length > 0) {
    console.error(`Not found: ${missing.join(', ')}. PATH is a folder, or a file of a model.`);
    return 2;
  }

  await installPackages();
  await build();

  /** What did not work, in words: the editor shows models without TensorFlow, too. @type {string[]} */
  const failures = [];
  const attempt = async (/** @type {string} */ what, /** @type {() => Promise<void>} */ work) => {
    try {
      await work();
    } catch (error) {
      complain(error);
      failures.push(what);
    }
  };
  await attempt('setting TensorFlow up', () => setUpRuntime());
  await attempt('inspecting the sample', () => tell('inspect', sample));
  await attempt('verifying the sample', () => tell('verify', sample));

  if (once) {
    await attempt('checking the editor', async () => {
      const { checkEditor } = await import('./lib/check-editor.mjs');
      console.log(`\n${await checkEditor(paths[0] ?? sample)}`);
    });
    if (failures.length > 0) console.error(`\nDid not work: ${failures.join(', ')}.`);
    return failures.length > 0 ? 1 : 0;
  }

  const shown = paths.length > 0 ? paths : [inClone('samples')];
  const code = desktopCode();
  if (!code) {
    const { serveEditor } = await import('./lib/serve-editor.mjs');
    return serveEditor(shown);
  }
  openDesktop(code, shown);
  console.log(`\nOpened in ${code}, in a profile of its own.`);
  return 0;
});

/**
 * Shows what a command of our command line says of a path.
 *
 * @param {string} command
 * @param {string} path
 */
async function tell(command, path) {
  console.log(`\n$ saved-model ${command} ${path}`);
  const code = await show(process.execPath, [commandLine, command, path]);
  if (code !== 0) throw new Problem(`\`saved-model ${command} ${path}\` ended with code ${code}.`);
}

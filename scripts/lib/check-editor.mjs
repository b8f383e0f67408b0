// @ts-check
import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { packExtension } from './build.mjs';
import { findChromium, howToGetChromium } from './chromium.mjs';
import { freshEditor } from './fresh-editor.mjs';
import { commandLine } from './runtime.mjs';
import { run } from './run.mjs';
import { step } from './steps.mjs';
import { vscodeServer } from './vscode-server.mjs';

/**
 * Opens an artifact in the editor as a person would, and holds what the editor shows against what the
 * command line says.
 *
 * @param {string} path
 * @returns {Promise<string>} what was found, in a sentence
 */
export async function checkEditor(path) {
  const executable = await findChromium();
  if (!executable) return `The editor was not checked: no browser. ${howToGetChromium}`;
  const [server, vsix] = [await vscodeServer(), await packExtension()];
  const expected = await parameterCount(path);
  return step('Checking the editor', async () => {
    const { workbench, close } = await freshEditor({
      ...{ server, vsix, executable },
      folder: dirname(path),
    });
    try {
      if (statSync(path).isDirectory()) {
        await workbench.contextMenu(basename(path), 'Open Saved Model');
      } else {
        await workbench.entry(basename(path)).click();
      }
      await workbench.view().getByText(expected, { exact: true }).first().waitFor();
      return `The editor shows ${basename(path)} with ${expected} parameters.`;
    } finally {
      await close();
    }
  });
}

/** @param {string} path @returns {Promise<string>} as the editor writes it: 48,130 */
async function parameterCount(path) {
  const answer = await run(process.execPath, [commandLine, 'inspect', '--json', path]);
  const count = JSON.parse(answer).parameterCount;
  return count === null ? '–' : Number(count).toLocaleString('en-US');
}

// @ts-check
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { packExtension } from './build.mjs';
import { findChromium, howToGetChromium } from './chromium.mjs';
import { installExtension, startEditorServer, writeSettings } from './editor-server.mjs';
import { commandLine } from './runtime.mjs';
import { run } from './run.mjs';
import { step } from './steps.mjs';
import { vscodeServer } from './vscode-server.mjs';
import { quietSettings, Workbench } from './workbench.mjs';

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
  const folders = {
    server: await vscodeServer(),
    data: mkdtempSync(join(tmpdir(), 'saved-model-')),
  };
  try {
    const vsix = await packExtension();
    const expected = await parameterCount(path);
    return await step('Checking the editor', async (report) => {
      report('installing the extension');
      writeSettings(folders, quietSettings);
      await installExtension(folders, vsix);
      report('starting VS Code');
      const server = await startEditorServer(folders, { token: null });
      try {
        const address = server.address({ folder: dirname(path) });
        const workbench = await Workbench.open(address, { executable });
        try {
          report('opening the model');
          await workbench.waitForExtension();
          if (statSync(path).isDirectory()) {
            await workbench.contextMenu(basename(path), 'Open Saved Model');
          } else {
            await workbench.entry(basename(path)).click();
          }
          await workbench.view().getByText(expected).first().waitFor();
          return `The editor shows ${basename(path)} with ${expected} parameters.`;
        } finally {
          await workbench.close();
        }
      } finally {
        await server.stop();
      }
    });
  } finally {
    rmSync(folders.data, { recursive: true, force: true });
  }
}

/** @param {string} path @returns {Promise<string>} as the editor writes it: 48,130 */
async function parameterCount(path) {
  const answer = await run(process.execPath, [commandLine, 'inspect', '--json', path]);
  return Number(JSON.parse(answer).parameterCount).toLocaleString('en-US');
}

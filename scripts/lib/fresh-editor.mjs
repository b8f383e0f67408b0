// @ts-check
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installExtension, startEditorServer, writeSettings } from './editor-server.mjs';
import { quietSettings, Workbench } from './workbench.mjs';

/**
 * @typedef {object} FreshEditor
 * @property {Workbench} workbench
 * @property {string} data the folder that its settings and extensions lie in
 * @property {() => Promise<void>} close ends browser and server and leaves nothing behind
 */

/**
 * A VS Code that nobody has used before, with a package of our extension in it and its workbench in a browser.
 * Answers when our commands are there.
 *
 * @param {object} what
 * @param {string} what.server from `vscodeServer()`
 * @param {string} what.vsix the package
 * @param {string} what.executable of Chromium
 * @param {string} what.folder the workspace
 * @param {Readonly<Record<string, unknown>>} [what.settings] beside the quiet ones
 * @param {readonly Record<string, unknown>[]} [what.keybindings] of the user's own
 * @param {'dark' | 'light'} [what.scheme] what the browser prefers
 * @param {NodeJS.ProcessEnv} [what.env] of the server and of what it starts, beside our own
 * @returns {Promise<FreshEditor>}
 */
export async function freshEditor(what) {
  const { server, vsix, executable, folder, settings, keybindings } = what;
  const { scheme = 'dark', env = {} } = what;
  const data = mkdtempSync(join(tmpdir(), 'saved-model-editor-'));
  /** What is to be undone, the last first. @type {(() => Promise<void>)[]} */
  const undo = [async () => rmSync(data, { recursive: true, force: true })];
  const close = async () => {
    for (const each of undo.reverse()) await each();
  };
  try {
    const folders = { server, data };
    writeSettings(folders, { ...quietSettings, ...settings }, keybindings);
    await installExtension(folders, vsix);
    const running = await startEditorServer(folders, { token: null, env });
    undo.push(running.stop);
    const workbench = await Workbench.open(running.address({ folder }), { executable, scheme });
    undo.push(() => workbench.close());
    await workbench.waitForExtension();
    return { workbench, data, close };
  } catch (error) {
    await close();
    throw error;
  }
}

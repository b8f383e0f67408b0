// @ts-check
import { randomBytes } from 'node:crypto';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { editorWithExtension } from './editor.mjs';
import { startEditorServer, writeSettings } from './editor-server.mjs';

/** Always the same few, because a browser keeps what is open by address. */
const ports = '8710-8729';

/**
 * Serves the editor on 127.0.0.1 until a signal ends us, to those who have the address that is printed.
 *
 * @param {readonly string[]} paths
 * @returns {Promise<number>} exit code
 */
export async function serveEditor(paths) {
  const folders = await editorWithExtension('editor');
  const settings = join(folders.data, 'user', 'User', 'settings.json');
  if (!existsSync(settings)) writeSettings(folders, { 'workbench.startupEditor': 'none' });
  const token = randomBytes(16).toString('hex');
  const server = await startEditorServer(folders, { token, ports });
  console.log(
    `\nOpen this in a browser on this machine:\n\n  ${server.address(toOpen(paths, folders.data))}\n`,
  );
  console.log(
    'In the Explorer, click a saved_model.pb or choose Open Saved Model on a folder. Ctrl+C ends.',
  );
  await server.ended;
  console.error('The VS Code server has ended by itself.');
  return 1;
}

/**
 * One folder as it is, several as a workspace.
 *
 * @param {readonly string[]} paths
 * @param {string} data
 */
function toOpen(paths, data) {
  const folders = paths.map((path) => (statSync(path).isDirectory() ? path : dirname(path)));
  const [first, ...others] = [...new Set(folders)];
  if (others.length === 0) return { folder: /** @type {string} */ (first) };
  const workspace = join(data, 'models.code-workspace');
  writeFileSync(
    workspace,
    JSON.stringify({ folders: [first, ...others].map((path) => ({ path })) }),
  );
  return { workspace };
}

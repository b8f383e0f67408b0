// @ts-check
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packExtension } from './build.mjs';
import { installExtension } from './editor-server.mjs';
import { hashOf } from './hash.mjs';
import { cacheFolder } from './places.mjs';
import { step } from './steps.mjs';
import { vscodeServer } from './vscode-server.mjs';

/**
 * The VS Code server with our extension installed, in a profile of its own below the cache.
 *
 * @param {string} profile its name
 * @returns {Promise<import('./editor-server.mjs').EditorFolders>}
 */
export async function editorWithExtension(profile) {
  const folders = { server: await vscodeServer(), data: join(cacheFolder(), profile) };
  const vsix = await packExtension();
  const now = hashOf([vsix]);
  const stamp = join(folders.data, 'installed');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== now) {
    mkdirSync(folders.data, { recursive: true });
    await step('Installing the extension', () => installExtension(folders, vsix));
    writeFileSync(stamp, now);
  }
  return folders;
}

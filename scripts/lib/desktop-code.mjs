// @ts-check
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { onPath } from './on-path.mjs';
import { cacheFolder, root } from './places.mjs';

/**
 * The desktop's VS Code, where it can open a window: VS Code refuses root, and inside a VS Code terminal on
 * another machine `code` only talks to the window that is open there.
 *
 * @returns {string | null}
 */
export function desktopCode() {
  const { env, platform } = process;
  if (process.getuid?.() === 0 || env.VSCODE_IPC_HOOK_CLI) return null;
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return null;
  const [code] = onPath(['code']);
  if (!code || /remote-cli|vscode-server/.test(realpathSync(code))) return null;
  return code;
}

/**
 * Opens a window with our extension out of the clone, in a profile of its own: nothing enters the user's.
 *
 * @param {string} code
 * @param {readonly string[]} paths
 */
export function openDesktop(code, paths) {
  const profile = join(cacheFolder(), 'editor-desktop');
  const child = spawn(
    code,
    [
      ...['--new-window', `--extensionDevelopmentPath=${root}`],
      ...['--user-data-dir', join(profile, 'user')],
      ...['--extensions-dir', join(profile, 'extensions')],
      ...paths,
    ],
    { stdio: 'ignore', detached: true, shell: process.platform === 'win32' },
  );
  child.unref();
}

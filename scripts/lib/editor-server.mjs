// @ts-check
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

/** How long the server may take to answer; it takes 1 s on an idle machine. */
const startLimit = 60_000;

/**
 * @typedef {object} EditorFolders where one VS Code server keeps its things, apart from every other's
 * @property {string} server from `vscodeServer()`
 * @property {string} data settings, extensions and logs go below it
 */

/**
 * @typedef {object} EditorServer
 * @property {(open: {folder: string} | {workspace: string}) => string} address where a browser finds the
 *   workbench with a folder or a .code-workspace file open
 * @property {() => Promise<void>} stop ends the server and the extension hosts that it started
 * @property {Promise<void>} ended when the server ends by itself
 */

/** @param {EditorFolders} folders @returns {string[]} */
const folderArguments = ({ data }) => [
  ...['--user-data-dir', join(data, 'user')],
  ...['--server-data-dir', join(data, 'server')],
  ...['--extensions-dir', join(data, 'extensions')],
];

/** The server asks no gallery for anything. */
const offline = { EXTENSIONS_GALLERY: '{}' };

/** @param {EditorFolders} folders */
const main = ({ server }) => join(server, 'out', 'server-main.js');

/**
 * @param {EditorFolders} folders
 * @param {Record<string, unknown>} settings the user's settings.json
 * @param {readonly Record<string, unknown>[]} [keybindings] the user's keybindings.json
 */
export function writeSettings({ data }, settings, keybindings = []) {
  const folder = join(data, 'user', 'User');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'settings.json'), `${JSON.stringify(settings, null, 2)}\n`);
  writeFileSync(join(folder, 'keybindings.json'), `${JSON.stringify(keybindings, null, 2)}\n`);
}

/**
 * Installs an extension from a package, in place of another version of it.
 *
 * @param {EditorFolders} folders
 * @param {string} vsix
 */
export async function installExtension(folders, vsix) {
  // The server tells of a folder that does not exist by crashing.
  mkdirSync(join(folders.data, 'extensions'), { recursive: true });
  const what = ['--install-extension', vsix, '--force'];
  await run(process.execPath, [main(folders), ...folderArguments(folders), ...what], {
    env: offline,
  });
}

/**
 * Starts a VS Code server on 127.0.0.1.
 *
 * @param {EditorFolders} folders
 * @param {{token: string | null, ports?: string, env?: NodeJS.ProcessEnv}} options `token`: what an address must carry, null only for
 *   tests; `ports`: a range to choose from, any free one without; `env` is added to our own
 * @returns {Promise<EditorServer>}
 */
export async function startEditorServer(folders, { token, ports = '0', env }) {
  const access = token === null ? ['--without-connection-token'] : ['--connection-token', token];
  const child = spawn(
    process.execPath,
    [
      ...[main(folders), '--host', '127.0.0.1', '--port', ports, ...access],
      ...['--accept-server-license-terms', '--telemetry-level', 'off'],
      ...folderArguments(folders),
    ],
    // A process group of its own: the server leaves its extension hosts behind when it is ended alone.
    {
      env: { ...process.env, ...env, ...offline },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    },
  );
  let printed = '';
  const port = new Promise((resolve, reject) => {
    const hear = (/** @type {Buffer} */ chunk) => {
      printed = (printed + chunk.toString()).slice(-20_000);
      const found = /Web UI available at http:\/\/[^:]+:(\d+)/.exec(printed);
      if (found) resolve(Number(found[1]));
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', reject);
    child.on('exit', (code) => {
      reject(new Error(`The VS Code server ended with code ${code}.\n${printed}`));
    });
    setTimeout(() => {
      reject(new Error(`The VS Code server did not start in ${startLimit / 1000} s.\n${printed}`));
    }, startLimit).unref();
  });
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => child.on('exit', () => resolve()));
  const endGroup = (/** @type {NodeJS.Signals} */ signal) => {
    try {
      process.kill(process.platform === 'win32' ? (child.pid ?? 0) : -(child.pid ?? 0), signal);
    } catch {
      // The whole group has ended already.
    }
  };
  // Nobody else would end a group of its own: not Ctrl+C in our terminal, either.
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  const endNow = () => endGroup('SIGKILL');
  const exit = () => process.exit(130);
  process.on('exit', endNow);
  for (const signal of signals) process.on(signal, exit);
  const stop = async () => {
    endGroup('SIGTERM');
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 2_000))]);
    endNow();
    process.off('exit', endNow);
    for (const signal of signals) process.off(signal, exit);
  };
  try {
    const origin = `http://127.0.0.1:${await port}`;
    return {
      address: (open) => {
        const address = new URL('/', origin);
        if (token !== null) address.searchParams.set('tkn', token);
        for (const [name, path] of Object.entries(open)) address.searchParams.set(name, path);
        return address.href;
      },
      stop,
      ended,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

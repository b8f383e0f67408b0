// @ts-check
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser } from '../scripts/lib/browser.mjs';
import { cacheFolder } from '../scripts/lib/places.mjs';
import { run } from '../scripts/lib/run.mjs';
import { browserMemory } from './browser-memory.mjs';

export const netronVersion = '9.3.3';

/** How long the largest file may take to open. */
const limit = 300_000;

/**
 * Opens a file in Netron, as `netron FILE` and a browser do.
 *
 * @param {{python: string, executable: string, file: string}} what `executable`: Chromium
 * @returns {Promise<{seconds: number, heap: number, resident: number}>} from the page's address to the picture
 */
export async function openInNetron({ python, executable, file }) {
  const folder = await netron(python);
  const script = 'import netron, sys; netron.main()';
  const server = spawn(
    python,
    ['-c', script, '--host', '127.0.0.1', '--port', '0', '--verbosity', 'default', file],
    { env: { ...process.env, PYTHONPATH: folder, PYTHONUNBUFFERED: '1' } },
  );
  const browser = await launchBrowser(executable);
  try {
    const address = await addressOf(server);
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    // It asks about cookies before the first file.
    await context.addCookies([{ name: 'consent', value: '1', url: address }]);
    const page = await context.newPage();
    const started = performance.now();
    await page.goto(address, { waitUntil: 'commit' });
    await page.locator('body.default').waitFor({ timeout: limit });
    const seconds = (performance.now() - started) / 1000;
    return { seconds, ...(await browserMemory(page)) };
  } finally {
    await browser.close();
    server.kill('SIGKILL');
  }
}

/** Where the package lies, fetched when it is not there. @param {string} python */
async function netron(python) {
  const folder = join(cacheFolder(), `netron-${netronVersion}`);
  if (!existsSync(join(folder, 'netron'))) {
    const what = [
      'install',
      '--quiet',
      '--no-deps',
      '--target',
      folder,
      `netron==${netronVersion}`,
    ];
    await run(await withPip(python), ['-m', 'pip', ...what]);
  }
  return folder;
}

/** An environment that another Python's pip has filled has none of its own. @param {string} python */
async function withPip(python) {
  const program =
    "import sys, importlib.util as u; print(sys.executable if u.find_spec('pip') else sys._base_executable)";
  return (await run(python, ['-c', program])).trim();
}

/** @param {import('node:child_process').ChildProcessWithoutNullStreams} server @returns {Promise<string>} */
function addressOf(server) {
  return new Promise((resolve, reject) => {
    let printed = '';
    const hear = (/** @type {Buffer} */ chunk) => {
      printed += chunk.toString();
      const found = /http:\/\/[\w.]+:\d+/.exec(printed);
      if (found) resolve(found[0]);
    };
    server.stdout.on('data', hear);
    server.stderr.on('data', hear);
    server.on('exit', (code) => reject(new Error(`Netron ended with code ${code}.\n${printed}`)));
  });
}

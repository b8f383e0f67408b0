// @ts-check
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { launchBrowser } from '../scripts/lib/browser.mjs';
import { browserMemory } from './browser-memory.mjs';
import { addressOf, viewerFolder } from './served-viewer.mjs';

export const modelExplorerVersion = '0.1.34';

/** How long the largest file may take to open. */
const limit = 60_000;

/**
 * Opens a file in Model Explorer, as `model-explorer FILE` and a browser do.
 *
 * @param {{python: string, executable: string, file: string}} what `executable`: Chromium; `file`: what it reads, of a
 *   SavedModel its saved_model.pb
 * @returns {Promise<{seconds: number, ops: string, heap: number, resident: number}>} from the page's address to the
 *   picture; `ops` of the function that it shows first, as it counts them. Its boxes are drawn, and not in the page.
 */
export async function openInModelExplorer({ python, executable, file }) {
  const folder = await viewerFolder(python, {
    name: 'ai-edge-model-explorer',
    version: modelExplorerVersion,
    module: 'model_explorer',
  });
  const words = [file, '--no_open_in_browser', '--port', String(await freePort())];
  const server = spawn(python, ['-m', 'model_explorer', ...words], {
    env: { ...process.env, PYTHONPATH: folder, PYTHONUNBUFFERED: '1' },
  });
  const browser = await launchBrowser(executable);
  try {
    const address = await addressOf(server);
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const started = performance.now();
    await page.goto(address, { waitUntil: 'commit' });
    await page.getByText('op node count').first().waitFor({ timeout: limit });
    const seconds = (performance.now() - started) / 1000;
    const info = await page.locator('info-panel').first().innerText();
    const ops = /op node count\s+([\d,]+)/.exec(info)?.[1] ?? '?';
    return { seconds, ops, ...(await browserMemory(page)) };
  } finally {
    await browser.close();
    server.kill('SIGKILL');
  }
}

/** A port that nobody listens on: it takes none by itself. @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject).listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

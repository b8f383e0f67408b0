// @ts-check
import { spawn } from 'node:child_process';
import { launchBrowser } from '../scripts/lib/browser.mjs';
import { browserMemory } from './browser-memory.mjs';
import { addressOf, viewerFolder } from './served-viewer.mjs';

export const netronVersion = '9.3.3';

/**
 * Opens a file in Netron, as `netron FILE` and a browser do.
 *
 * @param {{python: string, executable: string, file: string, limit?: number}} what `executable`: Chromium; `limit`:
 *   milliseconds that it may take
 * @returns {Promise<{seconds: number, boxes: number, heap: number, resident: number}>} from the page's address to the
 *   picture
 */
export async function openInNetron({ python, executable, file, limit = 300_000 }) {
  const viewer = { name: 'netron', version: netronVersion, module: 'netron' };
  const folder = await viewerFolder(python, { ...viewer, options: ['--no-deps'] });
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
    const picture = page.locator('body.default');
    // It asks before it lays a large graph out.
    const question = page.getByRole('button', { name: 'OK', exact: true });
    await picture.or(question).first().waitFor({ timeout: limit });
    if (await question.isVisible()) await question.click();
    await picture.waitFor({ timeout: limit });
    const seconds = (performance.now() - started) / 1000;
    const boxes = await page.locator('g.node').count();
    return { seconds, boxes, ...(await browserMemory(page)) };
  } finally {
    await browser.close();
    server.kill('SIGKILL');
  }
}

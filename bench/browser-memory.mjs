// @ts-check
import { execFileSync } from 'node:child_process';

/** @typedef {import('playwright-core').Page} Page */

/**
 * What a page keeps the browser busy with, after its garbage is collected.
 *
 * @param {Page} page
 * @returns {Promise<{heap: number, resident: number}>} bytes of JavaScript's objects, and of the process that shows
 *   the page
 */
export async function browserMemory(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  const browser = page.context().browser();
  if (browser === null) throw new Error('The page has no browser.');
  const whole = await browser.newBrowserCDPSession();
  const { processInfo } = await whole.send('SystemInfo.getProcessInfo');
  await whole.detach();
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  return {
    heap: usedSize,
    resident: Math.max(...renderers.map(({ id }) => residentSize(id))),
  };
}

/** @param {number} pid @returns {number} bytes */
export function residentSize(pid) {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024;
}

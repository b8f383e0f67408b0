// @ts-check
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { inClone } from './places.mjs';

const size = 256;

/** Draws media/icon.svg as the PNG that the marketplace shows. @param {string} executable of Chromium */
export async function drawIcon(executable) {
  const browser = await chromium.launch({
    executablePath: executable,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const svg = readFileSync(inClone('media', 'icon.svg'), 'utf8');
    await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
    await page.screenshot({ path: inClone('media', 'icon.png'), omitBackground: true });
  } finally {
    await browser.close();
  }
}

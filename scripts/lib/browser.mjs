// @ts-check
import { chromium } from 'playwright-core';

/** Starts a browser to drive. @param {string} executable Chromium, from `findChromium()` */
export function launchBrowser(executable) {
  return chromium.launch({
    executablePath: executable,
    // Chromium's sandbox refuses root; in a container there is no other user.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu'],
  });
}

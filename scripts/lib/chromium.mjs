// @ts-check
import { existsSync } from 'node:fs';
import { onPath } from './on-path.mjs';
import { Problem } from './problem.mjs';
import { CommandFailed, run } from './run.mjs';
import { step } from './steps.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Without a font of its own a bare container draws no text. */
const packages = ['chromium', 'fonts-dejavu-core'];

/** What to type where there is no browser and we may not install one. */
export const howToGetChromium = `sudo apt-get install ${packages.join(' ')}  (or set CHROMIUM_PATH to a Chromium or Chrome)`;

/**
 * A Chromium to drive: `CHROMIUM_PATH`, else one on the PATH, else installed with apt where we are root.
 *
 * @returns {Promise<string | null>} null where there is none; `howToGetChromium` says what to do
 */
export async function findChromium() {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) {
    if (existsSync(CHROMIUM_PATH)) return CHROMIUM_PATH;
    throw new Problem(`CHROMIUM_PATH is ${CHROMIUM_PATH}, and there is no such file.`);
  }
  return onPath(names)[0] ?? (await installed());
}

/** @returns {Promise<string | null>} */
async function installed() {
  if (process.getuid?.() !== 0 || onPath(['apt-get']).length === 0) return null;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await step('Installing Chromium with apt-get', async (report) => {
      await run('apt-get', ['update', '-q'], { env, onLine: report });
      await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], {
        env,
        onLine: report,
      });
    });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    console.error(error.message);
    return null;
  }
  return onPath(names)[0] ?? null;
}

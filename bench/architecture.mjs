// @ts-check
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { packExtension } from '../scripts/lib/build.mjs';
import { findChromium, howToGetChromium } from '../scripts/lib/chromium.mjs';
import { freshEditor } from '../scripts/lib/fresh-editor.mjs';
import { hashOf } from '../scripts/lib/hash.mjs';
import { makeOnce } from '../scripts/lib/make-once.mjs';
import { cacheFolder, inClone } from '../scripts/lib/places.mjs';
import { Problem } from '../scripts/lib/problem.mjs';
import { vscodeServer } from '../scripts/lib/vscode-server.mjs';
import { browserMemory } from './browser-memory.mjs';
import { median, megabytes, seconds, table } from './figures.mjs';
import { modelExplorerVersion, openInModelExplorer } from './model-explorer.mjs';
import { netronVersion, openInNetron } from './netron.mjs';

/** @typedef {import('../scripts/lib/workbench.mjs').Workbench} Workbench */

/** The models of make_architectures.py: what is opened, by its place in the folder, and what the peers open. */
const models = [
  { what: 'an encoder of BERT’s size, exported', path: ['bert', 'saved_model.pb'] },
  { what: 'the same as .keras', path: ['bert.keras'] },
  { what: '50,000 ops, frozen', path: ['ops.pb'] },
  { what: '50,000 ops in a function', path: ['ops', 'saved_model.pb'] },
];

/**
 * The first picture of large architectures in the packed extension, beside Netron and Model Explorer.
 *
 * @param {Pick<import('./run.mjs').Bench, 'python'>} bench
 * @returns {Promise<string>} a table in Markdown, and a sentence
 */
export async function measureArchitecture({ python }) {
  const executable = await findChromium();
  if (!executable) throw new Problem(`No Chromium. ${howToGetChromium}`);
  const script = inClone('bench', 'make_architectures.py');
  const target = join(cacheFolder(), `bench-architectures-${hashOf([script], [])}`);
  const folder = await makeOnce(target, async (draft) => {
    console.log('Making large models …');
    execFileSync(python, [script, draft], { stdio: 'ignore' });
  });
  console.log('Measuring: the architecture of large models …');
  const { results: ours, handling } = await measureOurs(executable, folder);
  const rows = [];
  for (const [at, { what, path }] of models.entries()) {
    const file = join(folder, ...path);
    console.log(`Measuring: ${what}, Netron and Model Explorer …`);
    const netron = await unlessItFails(() =>
      openInNetron({ python, executable, file, limit: 60_000 }),
    );
    const explorer = await unlessItFails(() => openInModelExplorer({ python, executable, file }));
    const own = ours[at];
    rows.push(
      own
        ? [what, 'Saved Model Inspector', seconds(own.seconds), `${own.boxes} boxes`, memory(own)]
        : [what, 'Saved Model Inspector', 'none', '–', '–'],
      typeof netron === 'string'
        ? ['', `Netron ${netronVersion}`, netron, '–', '–']
        : [
            '',
            `Netron ${netronVersion}`,
            seconds(netron.seconds),
            `${netron.boxes} boxes`,
            memory(netron),
          ],
      typeof explorer === 'string'
        ? ['', `Model Explorer ${modelExplorerVersion}`, explorer, '–', '–']
        : [
            '',
            `Model Explorer ${modelExplorerVersion}`,
            seconds(explorer.seconds),
            `a function of ${explorer.ops} ops`,
            memory(explorer),
          ],
    );
  }
  return [
    table(['Model', 'Viewer', 'First picture', 'Shown', 'JavaScript heap, process'], rows),
    '',
    `In the first of them, ours: a group is open ${seconds(handling.opening)} after the key and closed ${seconds(handling.closing)} after it; ${handling.frames.toFixed(0)} frames per second while it is moved and zoomed, of ${handling.idle.toFixed(0)} when nothing moves.`,
  ].join('\n');
}

/** @param {{heap: number, resident: number}} used */
const memory = ({ heap, resident }) => `${megabytes(heap)}, ${megabytes(resident)}`;

/** @template T @param {() => Promise<T>} work @returns {Promise<T | string>} why there is no picture, in few words */
async function unlessItFails(work) {
  try {
    return await work();
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    return /Timeout (\d+)ms/.test(told) ? 'none in a minute' : 'none';
  }
}

/** From a click in an open VS Code to the graph in Architecture. @param {string} executable @param {string} folder */
async function measureOurs(executable, folder) {
  const { workbench, close } = await freshEditor({
    server: await vscodeServer(),
    vsix: await packExtension(),
    ...{ executable, folder },
  });
  try {
    await workbench.quiet();
    // What is clicked before the extension is there opens as text.
    await workbench.command('Developer: Show Running Extensions');
    await workbench.command('View: Close All Editors');
    // Server and page are warm by then.
    await firstPicture(workbench, ['bert', 'saved_model.pb']);
    const handling = await handle(workbench);
    const results = [];
    for (const { path } of models) {
      await closeAll(workbench);
      results.push(await firstPicture(workbench, path));
    }
    return { results, handling };
  } finally {
    await close();
  }
}

/**
 * How fast groups open and close, seconds, and how many frames there are in a second of moving and zooming.
 *
 * @param {Workbench} workbench with a graph in Architecture
 */
async function handle(workbench) {
  const { page } = workbench;
  const graph = workbench.view().getByRole('application', { name: /^Graph of/ });
  const closed = graph.locator('[role=button][aria-expanded=false]');
  /** @param {'true' | 'false'} expanded */
  const toggle = async (expanded) => {
    const started = performance.now();
    await page.keyboard.press('Enter');
    await graph.locator(`[aria-pressed=true][aria-expanded=${expanded}]`).waitFor();
    return (performance.now() - started) / 1000;
  };
  // The picture has come to rest, and its layers' shapes have come.
  await page.waitForTimeout(2_000);
  const times = { opening: /** @type {number[]} */ ([]), closing: /** @type {number[]} */ ([]) };
  for (let at = 0; at < 5; at++) {
    await closed.nth(at).click();
    await graph.locator('[aria-pressed=true][aria-expanded=false]').waitFor();
    times.opening.push(await toggle('true'));
    times.closing.push(await toggle('false'));
  }
  const idle = await framesPerSecond(workbench, () => page.waitForTimeout(20));
  const box = await graph.boundingBox();
  if (box) await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  let turn = 0;
  const frames = await framesPerSecond(workbench, async () => {
    turn += 1;
    // Down and up again, with the zoom in between.
    await page.mouse.wheel(0, turn % 80 < 40 ? 40 : -40);
    if (turn % 10 === 0) await page.keyboard.press(turn % 20 === 0 ? '+' : '-');
  });
  return { opening: median(times.opening), closing: median(times.closing), frames, idle };
}

/** Frames in a second, as a page counts them in two. */
const counter = `new Promise((resolve) => {
  const started = performance.now();
  let frames = 0;
  const next = () => {
    frames += 1;
    const passed = performance.now() - started;
    if (passed < 2000) requestAnimationFrame(next);
    else resolve((frames / passed) * 1000);
  };
  requestAnimationFrame(next);
})`;

/** @param {Workbench} workbench @param {() => Promise<unknown>} step what is done again and again meanwhile */
async function framesPerSecond(workbench, step) {
  const counting = workbench.view().locator('body').evaluate(counter);
  let counted = /** @type {number | null} */ (null);
  void counting.then((frames) => (counted = Number(frames)));
  while (counted === null) await step();
  return counted;
}

/** So that nothing of what was open is left in the page or in the server. @param {Workbench} workbench */
async function closeAll(workbench) {
  await workbench.command('View: Close All Editors');
  await workbench.page.locator('iframe.webview.ready').first().waitFor({ state: 'detached' });
  await workbench.page.waitForTimeout(6_000);
}

/** @param {import('playwright-core').Locator} what @param {number} timeout milliseconds */
const comes = (what, timeout) =>
  what.waitFor({ timeout }).then(
    () => true,
    () => false,
  );

/**
 * @param {Workbench} workbench @param {readonly string[]} path
 * @returns {Promise<{seconds: number, boxes: number, heap: number, resident: number} | null>} null without a picture
 */
async function firstPicture(workbench, path) {
  await workbench.expand(...path.slice(0, -1));
  const entry = workbench.entry(String(path.at(-1)));
  await entry.waitFor();
  let started = performance.now();
  if (path.at(-1) === 'ops.pb') {
    // Files of that name are many things: a click alone opens them as text.
    await workbench.contextMenu('ops.pb', 'Open Saved Model');
    started = performance.now();
  } else await entry.click();
  // There is none of a model without layers.
  const tab = workbench.view().getByRole('tab', { name: /^Architecture/ });
  if (!(await comes(tab, 15_000))) return null;
  await tab.click();
  const boxes = workbench
    .view()
    .getByRole('application', { name: /^Graph of/ })
    .getByRole('button');
  await boxes.first().waitFor({ timeout: 120_000 });
  const seconds = (performance.now() - started) / 1000;
  const shown = await boxes.count();
  if (path.length > 1) await workbench.entry(String(path[0])).click(); // closed, so that one saved_model.pb shows
  return { seconds, boxes: shown, ...(await browserMemory(workbench.page)) };
}

// @ts-check
import { execFileSync } from 'node:child_process';
import { cpSync, linkSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { packExtension } from '../scripts/lib/build.mjs';
import { findChromium, howToGetChromium } from '../scripts/lib/chromium.mjs';
import { freshEditor } from '../scripts/lib/fresh-editor.mjs';
import { inClone } from '../scripts/lib/places.mjs';
import { Problem } from '../scripts/lib/problem.mjs';
import { vscodeServer } from '../scripts/lib/vscode-server.mjs';
import { browserMemory, residentSize } from './browser-memory.mjs';
import { median, megabytes, ratio, seconds, table } from './figures.mjs';
import { netronVersion, openInNetron } from './netron.mjs';

/** @typedef {import('../scripts/lib/workbench.mjs').Workbench} Workbench */
/** @typedef {{data: string, workbench: Workbench}} Editor */

/** How often a file is opened; each time a copy that nobody has opened before. */
const times = 5;

/**
 * The packed extension in a real VS Code, beside Netron in the same browser; then what it may cost, beside what is
 * wanted.
 *
 * @param {import('./run.mjs').Bench} bench
 * @returns {Promise<string>} tables in Markdown
 */
export async function measureEditor(bench) {
  const executable = await findChromium();
  if (!executable) throw new Problem(`No Chromium. ${howToGetChromium}`);
  const folder = join(bench.scratch, 'models');
  fill(folder, bench);
  console.log('Measuring: the editor …');
  const { workbench, data, close } = await freshEditor({
    server: await vscodeServer(),
    vsix: await packExtension(),
    ...{ executable, folder },
  });
  let ours;
  try {
    ours = await measureOurs({ workbench, data });
  } finally {
    await close();
  }
  console.log('Measuring: Netron …');
  const open = (/** @type {string} */ file) => () =>
    openInNetron({ python: bench.python, executable, file });
  const small = await repeated(times, open(join(bench.sample, 'saved_model.pb')));
  const large = await repeated(2, open(`${bench.large}.index`));
  /** @type {(what: string, write: (value: number) => string, a: number, b: readonly number[]) => string[]} */
  const row = (what, write, a, b) => [what, write(a), write(median(b)), ratio(a, median(b))];
  const picture = 'first picture of a';
  const beside = table(
    ['What', 'Saved Model Inspector', `Netron ${netronVersion}`, ''],
    [
      row(
        `${picture} small SavedModel`,
        seconds,
        ours.small,
        small.map((it) => it.seconds),
      ),
      row(
        `${picture} checkpoint of 1.2 GB`,
        seconds,
        ours.large,
        large.map((it) => it.seconds),
      ),
      row(
        'browser with it',
        megabytes,
        ours.largeResident,
        large.map((it) => it.resident),
      ),
    ],
  );
  return `From a click in an open VS Code, which is in its figures, and from the address of a running Netron.\n\n${beside}\n\n${wanted(ours)}`;
}

/** @template T @param {number} times @param {() => Promise<T>} work @returns {Promise<T[]>} one after the other */
async function repeated(times, work) {
  const results = [];
  for (let turn = 0; turn < times; turn++) results.push(await work());
  return results;
}

/** @param {Awaited<ReturnType<typeof measureOurs>>} ours */
function wanted(ours) {
  return table(
    ['What', 'Measured', 'Wanted'],
    [
      ['activation, as VS Code tells it', ours.activation, 'under 50 ms'],
      ['the first picture after VS Code has started', seconds(ours.veryFirst), '–'],
      ['a hidden tab shows again', seconds(ours.shownAgain), '–'],
      [
        'extension host, more with a checkpoint of 1.2 GB open',
        megabytes(ours.hostGrowth),
        'under 30 MB',
      ],
      ['JavaScript heap, more with 100,000 tensors', megabytes(ours.manyHeap), 'under 250 MB'],
      ['browser process with 100,000 tensors', megabytes(ours.manyResident), '–'],
      ['frames while 100,000 rows scroll', `${ours.frames.toFixed(0)} per second`, '50 per second'],
      ['longest frame of these', `${ours.longestFrame.toFixed(0)} ms`, '–'],
    ],
  );
}

/** Copies that share their bytes, so that each is opened for the first time. @param {string} folder @param {import('./run.mjs').Bench} bench */
function fill(folder, { python, sample, large, scratch }) {
  mkdirSync(folder);
  for (let number = 0; number <= times; number++) {
    cpSync(sample, join(folder, `small-${number}`), { recursive: true });
    for (const suffix of ['.index', '.data-00000-of-00001']) {
      linkSync(`${large}${suffix}`, join(folder, `large-${number}${suffix}`));
    }
  }
  console.log('Writing a checkpoint of 100,000 tensors …');
  const prefix = join(scratch, 'many');
  execFileSync(python, [inClone('bench', 'make_many_tensors.py'), prefix], { stdio: 'ignore' });
  for (const suffix of ['.index', '.data-00000-of-00001']) {
    linkSync(`${prefix}${suffix}`, join(folder, `many${suffix}`));
  }
}

/** @param {Editor} editor */
async function measureOurs(editor) {
  const { workbench } = editor;
  const { page } = workbench;
  await workbench.quiet();
  const activation = await activationTime(workbench);
  const host = extensionHost(editor);
  const hostBefore = residentSize(host);
  const open = async (/** @type {string[]} */ path, /** @type {string} */ figure) => {
    await workbench.expand(...path.slice(0, -1));
    const entry = workbench.entry(String(path.at(-1)));
    await entry.waitFor();
    const started = performance.now();
    await entry.click();
    await workbench.view().getByText(figure, { exact: true }).first().waitFor();
    return (performance.now() - started) / 1000;
  };
  const parameters = '300,000,000';
  const veryFirst = await open(['small-0', 'saved_model.pb'], '48,130');
  await workbench.entry('small-0').click();
  const small = [];
  for (let number = 1; number <= times; number++) {
    small.push(await open([`small-${number}`, 'saved_model.pb'], '48,130'));
    await workbench.entry(`small-${number}`).click(); // closed, so that one saved_model.pb shows
  }
  const large = [];
  for (let number = 1; number <= times; number++) {
    large.push(await open([`large-${number}.index`], parameters));
  }
  const { resident: largeResident } = await browserMemory(page);
  const hostGrowth = residentSize(host) - hostBefore;
  const shownAgain = await showAgain(workbench, parameters);
  await workbench.command('View: Close All Editors');
  await page.locator('iframe.webview.ready').first().waitFor({ state: 'detached' });
  const before = await browserMemory(page);
  await open(['many.index'], '3,200,000');
  await workbench.showView('Tensors');
  await workbench.view().getByText('100,000 tensors').first().waitFor();
  const { frames, longestFrame } = await scrollRows(workbench);
  const after = await browserMemory(page);
  return {
    ...{ activation, veryFirst, largeResident, hostGrowth, shownAgain, frames, longestFrame },
    small: median(small),
    large: median(large),
    manyHeap: after.heap - before.heap,
    manyResident: after.resident,
  };
}

/** What VS Code says of the time that our extension took to start. @param {Workbench} workbench */
async function activationTime(workbench) {
  await workbench.command('Developer: Show Running Extensions');
  const row = workbench.page.locator('.monaco-list-row .extension', {
    hasText: 'Saved Model Inspector',
  });
  const text = await row.locator('.activation-time').innerText();
  await workbench.command('View: Close All Editors');
  return text.replace(/^\D*/, '');
}

/** The process that runs the extensions of this editor. @param {Editor} editor */
function extensionHost({ data }) {
  const text = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const all = [...text.matchAll(/^\s*(\d+)\s+(\d+)\s+(.*)$/gm)];
  const servers = all.filter(([, , , command]) => command?.includes(data)).map(([, pid]) => pid);
  const host = all.find(
    ([, , parent, command]) => servers.includes(parent) && command?.includes('extensionHost'),
  );
  if (!host) throw new Error('The editor has no extension host.');
  return Number(host[1]);
}

/** Seconds until a tab that was hidden shows its figures. @param {Workbench} workbench @param {string} figure */
async function showAgain(workbench, figure) {
  const shown = [times - 1, times];
  for (const number of shown) {
    await workbench.entry(`large-${number}.index`).dblclick(); // to stay
    await workbench.view().getByText(figure, { exact: true }).first().waitFor();
  }
  const taken = [];
  for (let turn = 0; turn < times; turn++) {
    for (const number of shown) {
      const tab = workbench.page.getByRole('tab', { name: `large-${number}.index` }).first();
      const started = performance.now();
      await tab.click();
      await workbench.view().getByText(figure, { exact: true }).first().waitFor();
      taken.push((performance.now() - started) / 1000);
    }
  }
  return median(taken);
}

/**
 * Scrolls three rows with every frame, for three seconds.
 *
 * @param {Workbench} workbench with the table of tensors in front
 * @returns {Promise<{frames: number, longestFrame: number}>} per second, and milliseconds
 */
async function scrollRows(workbench) {
  const grid = workbench.view().getByRole('grid', { name: /ensors/ });
  return grid.evaluate(
    (scroller) =>
      new Promise((resolve) => {
        // It runs in the page, where there are frames.
        const { requestAnimationFrame } = /** @type {any} */ (globalThis);
        const started = performance.now();
        let last = started;
        let count = 0;
        let longestFrame = 0;
        const draw = (/** @type {number} */ now) => {
          longestFrame = Math.max(longestFrame, now - last);
          last = now;
          count++;
          scroller.scrollTop += 66;
          if (now - started < 3_000) requestAnimationFrame(draw);
          else resolve({ frames: (count * 1000) / (now - started), longestFrame });
        };
        requestAnimationFrame(draw);
      }),
  );
}

#!/usr/bin/env node
// @ts-check
// Takes the pictures of README and walkthrough again, out of the real editor with the bundled samples in it, and draws
// the icon.
//
//   npm run pictures
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, packExtension } from './lib/build.mjs';
import { findChromium, howToGetChromium } from './lib/chromium.mjs';
import { installPackages } from './lib/npm-packages.mjs';
import { inClone } from './lib/places.mjs';
import { Problem } from './lib/problem.mjs';
import { program } from './lib/program.mjs';
import { setUpRuntime } from './lib/runtime.mjs';
import { vscodeServer } from './lib/vscode-server.mjs';

/** @typedef {import('./lib/workbench.mjs').Workbench} Workbench */

/** A light theme of high contrast has the pictures of the plain light one: it differs by the lines around things. */
const themes = /** @type {const} */ ({
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  hc: 'Default High Contrast',
});

await program(async () => {
  const executable = await findChromium();
  if (!executable) throw new Problem(`No Chromium. ${howToGetChromium}`);
  await installPackages();
  await build();
  await setUpRuntime();
  const { drawIcon } = await import('./lib/icon.mjs');
  await drawIcon(executable);
  for (const theme of /** @type {(keyof typeof themes)[]} */ (Object.keys(themes))) {
    await takePictures(theme, executable);
  }
  return 0;
});

/** @param {keyof typeof themes} theme @param {string} executable */
async function takePictures(theme, executable) {
  const scheme = theme === 'light' ? 'light' : 'dark';
  const { freshEditor } = await import('./lib/fresh-editor.mjs');
  const scratch = mkdtempSync(join(tmpdir(), 'saved-model-pictures-'));
  const folder = join(scratch, 'models');
  cpSync(inClone('samples'), folder, { recursive: true });
  const { workbench, close } = await freshEditor({
    server: await vscodeServer(),
    vsix: await packExtension(),
    settings: { 'workbench.colorTheme': themes[theme] },
    ...{ executable, folder, scheme },
  });
  try {
    await workbench.contextMenu('recommender', 'Verify Round Trip');
    await workbench.view().getByText('Match: predicts what').first().waitFor();
    await picture(workbench, `verify-${theme}`);
    await workbench.showView('Overview');
    await picture(workbench, `overview-${theme}`);
    await workbench.showView('Architecture');
    const node = workbench.view().getByRole('button', { name: /^binary_rating, Dense/ });
    await node.click();
    await workbench.page.keyboard.press('Enter');
    await picture(workbench, `architecture-${theme}`);
    await workbench.showView('Tensors');
    await workbench
      .view()
      .getByRole('row', { name: /item_embedding/ })
      .first()
      .dblclick();
    await picture(workbench, `tensors-${theme}`);
    await workbench.showView('Embeddings');
    const search = workbench.view().getByRole('textbox', { name: 'Find by label or row' });
    await search.fill('Golden Signal');
    await workbench.view().getByText('1 hit').waitFor();
    await search.press('Enter');
    await picture(workbench, `embeddings-${theme}`);
  } finally {
    await close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** @param {Workbench} workbench @param {string} name */
async function picture({ page }, name) {
  await page.mouse.move(700, 899);
  // Bars of statistics come in one after the other; nothing says when the last one is drawn.
  await page.waitForTimeout(2_500);
  const folder = inClone('docs', 'pictures');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { chooseTheme, pageFrame, type Theme } from '../support/page.ts';
import { sample, workbenchSuite } from '../support/workbench.ts';

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

const views = [
  ...['Overview', 'Architecture', 'Signatures', 'Tensors', 'Embeddings', 'Metadata', 'Verify'],
];
const kinds: readonly Theme[] = ['Light Modern', 'Dark High Contrast', 'Dark Modern'];

/** What axe-core finds wrong with a page: rule and place. */
async function violations(frame: Frame): Promise<readonly string[]> {
  await frame.evaluate(axeSource);
  return frame.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => id + ': ' + target.flat(9).join(' ') + failureSummary)))`);
}

/** Role and name of what has the focus, however deep in the page. */
function focused(frame: Frame): Promise<string> {
  return frame.evaluate(`(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    const current = at?.getAttribute('aria-activedescendant');
    const row = current ? at.getRootNode().getElementById(current)?.innerText : '';
    const role = at?.getAttribute('role') ?? at?.localName;
    return [role, at?.ariaLabel ?? '', row].join(' · ');
  })()`);
}

/** Whether all of the field that has the focus is selected, so that typing replaces it. */
const allSelected = `(() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at.selectionStart === 0 && at.selectionEnd === at.value.length && at.value !== '';
})()`;

/** Waits until what has the focus is as expected. */
async function focusIs(frame: Frame, expected: RegExp): Promise<void> {
  const end = Date.now() + 30_000;
  for (;;) {
    const now = await focused(frame);
    if (expected.test(now)) return;
    if (Date.now() > end) assert.match(now, expected);
    await frame.waitForTimeout(100);
  }
}

workbenchSuite(
  'access',
  {
    fill: (folder) => {
      cpSync(sample('recommender'), path.join(folder, 'recommender'), { recursive: true });
    },
  },
  (it) => {
    it('the keyboard alone opens a model, finds a tensor and its values, and gets the verdict', async ({
      workbench,
    }) => {
      const { keyboard } = workbench.page;
      const press = async (...keys: string[]): Promise<void> => {
        for (const key of keys) await keyboard.press(key);
      };
      await press('Control+Shift+E', 'Home', 'ArrowRight');
      await workbench.entry('saved_model.pb').waitFor();
      await keyboard.type('saved_model');
      await press('Enter');
      await workbench.view().getByRole('tab', { name: 'Overview', selected: true }).waitFor();
      const frame = await pageFrame(workbench);
      await press('Alt+4');
      await focusIs(frame, /^grid · Tensors/);
      await press('Control+F');
      await focusIs(frame, /^input · Filter tensors/);
      await keyboard.type('item_emb');
      await workbench.view().locator('[role="grid"][aria-rowcount="2"]').waitFor();
      await press('ArrowDown', 'ArrowDown');
      await focusIs(frame, /^grid · Tensors · item_embedding/);
      await press('Enter', 'F6');
      await focusIs(frame, /^grid · Values of item_embedding/);
      await press('ArrowDown', 'ArrowRight');
      await focusIs(frame, /-?\d\.\d{4}$/);
      await press('Escape');
      await focusIs(frame, /^grid · Tensors · item_embedding/);
      await press('Alt+7');
      await focusIs(frame, /^textarea · Sample input/);
      await press('Control+Enter');
      await workbench.view().getByText('Match: predicts what the original predicted').waitFor();
      await press('F6');
      await focusIs(frame, /^region · Answer/);
    });

    it('the keys lead where they say, wherever the keyboard is, and back', async ({
      workbench,
    }) => {
      const { keyboard } = workbench.page;
      const frame = await pageFrame(workbench);
      // A tab that was clicked has the keyboard: it goes into the view all the same.
      await workbench.showView('Overview');
      await keyboard.press('Alt+2');
      await focusIs(frame, /^treegrid · Layers/);
      await keyboard.press('Home');
      await keyboard.type('p');
      await focusIs(frame, /^treegrid · Layers · purchase_probability/);
      await keyboard.press('/');
      await focusIs(frame, /^input · Find layer, class, op or dtype/);
      await keyboard.type('embedding');
      await keyboard.press('Enter');
      await keyboard.press('Control+F');
      // Not with waitForFunction: where that looks twice, it breaks the page's content policy.
      for (const end = Date.now() + 30_000; !(await frame.evaluate<boolean>(allSelected));) {
        assert.ok(Date.now() < end, 'what was searched for is selected');
        await frame.waitForTimeout(100);
      }
      await keyboard.type('item_e');
      await workbench
        .view()
        .getByText(/^\d+ hits?$/)
        .waitFor();
      await keyboard.press('Enter');
      await keyboard.press('Escape');
      await focusIs(frame, /^input · Find layer, class, op or dtype/);
      await keyboard.press('Escape');
      await focusIs(frame, /^treegrid · Layers · item_embedding/);
      await keyboard.press('F6');
      await focusIs(frame, /^application · Graph of recommender/);
      await keyboard.press('F6');
      await focusIs(frame, /^region · Layer/);
      await keyboard.press('F6');
      await focusIs(frame, /^tab/);
      await keyboard.press('Alt+4');
      await focusIs(frame, /^grid · Tensors/);
      await keyboard.press('Home');
      await keyboard.press('Shift+F10');
      await focusIs(frame, /^menuitem/);
      await keyboard.press('Escape');
      await focusIs(frame, /^grid · Tensors/);
    });

    it('the keyboard alone finds a row of an embedding and what is near to it', async ({
      workbench,
    }) => {
      const { keyboard } = workbench.page;
      const frame = await pageFrame(workbench);
      await keyboard.press('Alt+5');
      await focusIs(frame, /^region · Health/);
      await workbench.view().locator('sm-point-map').waitFor();
      await keyboard.press('F6');
      await focusIs(frame, /^img · Map of item_embedding by PCA/);
      await keyboard.press('F6');
      await focusIs(frame, /^region · Rows and neighbours/);
      await keyboard.press('/');
      await focusIs(frame, /^input · Find by label or row/);
      await keyboard.type('Golden Signal');
      await workbench.view().getByText('1 hit').waitFor();
      await keyboard.press('Enter');
      await focusIs(frame, /^grid · Nearest to Golden Signal/);
      await keyboard.press('ArrowDown');
      await keyboard.press('ArrowDown');
      await focusIs(frame, /^grid · Nearest to Golden Signal · 2/);
      await keyboard.press('Enter');
      await focusIs(frame, /^grid · Nearest to (?!Golden Signal)/);
      await keyboard.press('Backspace');
      await focusIs(frame, /^grid · Nearest to Golden Signal/);
      await keyboard.press('Escape');
      await focusIs(frame, /^grid · All 500 rows/);
      await keyboard.press('F6');
      await focusIs(frame, /^tab/);
    });

    it('axe finds nothing wrong with any view in any kind of theme', async ({ workbench }) => {
      const frame = await pageFrame(workbench);
      for (const theme of kinds) {
        await chooseTheme(workbench, theme);
        for (const view of views) {
          await workbench.showView(view);
          if (view === 'Tensors') {
            await workbench
              .view()
              .getByRole('row', { name: /item_embedding/ })
              .first()
              .dblclick();
            await workbench.view().getByText('crc32c ok').waitFor();
          }
          if (view === 'Embeddings') await workbench.view().locator('sm-point-map').waitFor();
          assert.deepEqual(await violations(frame), [], `${view}, ${theme}`);
        }
      }
    });
  },
);

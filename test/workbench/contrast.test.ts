import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { chooseTheme, pageFrame, themes, type Theme } from '../support/page.ts';
import { unreadable } from '../support/readable.ts';
import { sample, workbenchSuite, type Editor } from '../support/workbench.ts';

type View = ReturnType<Editor['workbench']['view']>;

/** Per view what brings forth all kinds of text in it, with the keyboard in what is selected. */
const views: Readonly<Record<string, (view: View) => Promise<void>>> = {
  Overview: () => Promise.resolve(),
  Architecture: (view) => view.getByRole('row', { name: /item_embedding/ }).click(),
  Signatures: () => Promise.resolve(),
  Tensors: async (view) => {
    const row = view.getByRole('row', { name: /item_embedding/ }).first();
    await row.dblclick();
    await view.getByText('crc32c ok').waitFor();
    await row.click();
  },
  Embeddings: async (view) => {
    await view.getByRole('button', { name: /^Zero rows/ }).click();
    await view.getByRole('grid', { name: '3 zero rows' }).getByRole('row').nth(1).click();
    await view.getByRole('radio', { name: 'Neighbours' }).click();
    await view.getByRole('img', { name: /^Map of/ }).waitFor();
    await view.getByRole('button', { name: 'Clear the selection' }).click();
    await view.getByRole('textbox', { name: 'Find by label or row' }).fill('Golden Signal');
    await view.getByText('1 hit').waitFor();
    await view.getByRole('grid', { name: '1 hit' }).getByRole('row').nth(1).click();
    await view
      .getByRole('grid', { name: /^Nearest to Golden Signal/ })
      .getByRole('row')
      .nth(3)
      .waitFor();
  },
  Metadata: (view) => view.getByRole('treegrid').getByRole('row').nth(1).click(),
  Verify: () => Promise.resolve(),
};

workbenchSuite(
  'contrast',
  {
    fill: (folder) => {
      cpSync(sample('recommender'), path.join(folder, 'recommender'), { recursive: true });
    },
  },
  (it) => {
    it('the model is verified, so that every view is full', async ({ workbench }) => {
      await workbench.contextMenu('recommender', 'Verify Round Trip');
      await workbench.view().getByText('Match: predicts what').first().waitFor();
    });

    for (const theme of Object.keys(themes) as Theme[]) {
      it(`all text can be read in ${theme}`, async ({ workbench }) => {
        await chooseTheme(workbench, theme);
        const frame = await pageFrame(workbench);
        const view = workbench.view();
        for (const [name, select] of Object.entries(views)) {
          await workbench.showView(name);
          await select(view);
          assert.deepEqual(await unreadable(frame), [], `${name}, with the keyboard in it`);
          const rows = view.locator('[role=row][aria-selected=false]');
          for (const row of (await rows.count()) > 0 ? [rows.first(), rows.last()] : []) {
            await row.hover();
            assert.deepEqual(await unreadable(frame), [], `${name}, with the pointer on a row`);
          }
          // Off the rows, as the pointer must not be where a row may come to be.
          await view.getByRole('tab', { name: new RegExp(`^${name}`) }).hover();
          await view.getByRole('tab', { name: new RegExp(`^${name}`) }).focus();
          assert.deepEqual(await unreadable(frame), [], `${name}, with the keyboard elsewhere`);
        }
      });
    }
  },
);

import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { askTensorFlow, sample, workbenchSuite } from '../support/workbench.ts';

/** The beginning of the table of users, the only weights of this shape. */
const firstValues = `
reader = tf.train.load_checkpoint(sys.argv[1])
shapes = reader.get_variable_to_shape_map()
[name] = [n for n in shapes if shapes[n] == [1000, 32] and not n.startswith('optimizer')]
print(json.dumps(reader.get_tensor(name)[0][:3].tolist()))
`;

/** What is on the clipboard, once it is what was asked for. */
async function clipboard(page: Page, expected: (text: string) => boolean): Promise<string> {
  const end = Date.now() + 30_000;
  for (;;) {
    const text = await page.evaluate('navigator.clipboard.readText()');
    if (typeof text === 'string' && (expected(text) || Date.now() > end)) return text;
    await page.waitForTimeout(100);
  }
}

workbenchSuite(
  'tensors',
  {
    fill: (folder) => {
      cpSync(sample('recommender'), path.join(folder, 'recommender'), { recursive: true });
    },
  },
  (it) => {
    it('the table lists the weights with dtype, shape and role', async ({ workbench }) => {
      await workbench.openModel('recommender');
      await workbench.showView('Tensors');
      const row = workbench
        .view()
        .getByRole('row', { name: /user_embedding/ })
        .first();
      assert.match(await row.innerText(), /float32[^]*1000 × 32[^]*125 KB/);
    });

    it('a tensor opens to the values that TensorFlow reads', async ({ workbench, folder }) => {
      const view = workbench.view();
      await view
        .getByRole('row', { name: /user_embedding/ })
        .first()
        .dblclick();
      const values = askTensorFlow(
        firstValues,
        path.join(folder, 'recommender', 'variables', 'variables'),
      );
      assert.ok(Array.isArray(values));
      for (const value of values) await view.getByText(Number(value).toFixed(4)).first().waitFor();
    });

    it('figures sort the table, and selected rows are copied with all their digits', async ({
      workbench,
    }) => {
      const { page } = workbench;
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      const view = workbench.view();
      await view.getByRole('button', { name: 'Close' }).click();
      await view.getByRole('button', { name: 'Max' }).click();
      await view.getByRole('button', { name: 'Max' }).click();
      await view
        .getByRole('columnheader', { name: 'Max' })
        .and(view.locator('[aria-sort=descending]'))
        .waitFor();
      const first = view.locator('[aria-rowindex="2"]').filter({ hasText: '_iterations' });
      await first.click();
      await page.keyboard.press('Shift+ArrowDown');
      await page.keyboard.press('Shift+F10');
      await view.getByRole('menuitem', { name: 'Copy 2 Tensors as JSON' }).click();
      const copied = await clipboard(page, (text) => text.startsWith('['));
      const rows = JSON.parse(copied) as readonly { objectPath: string; max: number }[];
      const [one, other] = rows;
      assert.equal(rows.length, 2);
      assert.match(one?.objectPath ?? '', /iterations$/);
      assert.ok(Number(one?.max) > Number(other?.max));
      assert.ok(String(other?.max).length > 8, copied);
    });

    it('a rectangle of values is copied as they were saved', async ({ workbench }) => {
      const { page } = workbench;
      const view = workbench.view();
      await view
        .getByRole('row', { name: /user_embedding/ })
        .first()
        .dblclick();
      const grid = view.getByRole('grid', { name: /Values/ });
      await grid.getByRole('gridcell').first().click();
      await page.keyboard.press('Shift+ArrowRight');
      await page.keyboard.press('Control+C');
      const copied = await clipboard(page, (text) => text.includes('\t') && !text.includes('name'));
      const [one = '', ...others] = copied.trimEnd().split('\t');
      assert.equal(others.length, 1);
      assert.ok(one.length > 8, one);
    });
  },
);

import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { Workbench } from '../../scripts/lib/workbench.mjs';
import { floatArray } from '../support/array-writer.ts';
import { askTensorFlow, sample, workbenchSuite, type Editor } from '../support/workbench.ts';

/** The table of films out of the checkpoint, with what NumPy says of it; the words are the asset's lines. */
const oracle = `
import numpy as np
reader = tf.train.load_checkpoint(sys.argv[1])
shapes = reader.get_variable_to_shape_map()
[name] = [n for n in shapes if shapes[n] == [500, 32] and not n.startswith('optimizer')]
table = reader.get_tensor(name).astype(np.float64)
norms = np.linalg.norm(table, axis=1)
row = int(sys.argv[2])
with np.errstate(invalid='ignore'):
    cosines = table @ table[row] / (norms * norms[row])
cosines[norms == 0] = -2
cosines[row] = -2
order = np.argsort(-cosines, kind='stable')[:3]
print(json.dumps({'zeros': np.flatnonzero(norms == 0).tolist(), 'norm': norms[row],
                  'nearest': order.tolist(), 'cosines': cosines[order].tolist()}))
`;

interface Oracle {
  readonly zeros: readonly number[];
  readonly norm: number;
  readonly nearest: readonly number[];
  readonly cosines: readonly number[];
}

const chosenRow = 61;

function ask(folder: string): Oracle {
  const variables = path.join(folder, 'recommender', 'variables', 'variables');
  return askTensorFlow(oracle, variables, String(chosenRow)) as Oracle;
}

/** The pane with the rows and the neighbours. */
function side({ workbench }: Pick<Editor, 'workbench'>): Locator {
  return workbench.view().getByRole('region', { name: 'Rows and neighbours' });
}

async function goToRow(workbench: Workbench, text: string): Promise<void> {
  const search = workbench.view().getByRole('textbox', { name: 'Find by label or row' });
  await search.fill(text);
  await workbench
    .view()
    .getByText(/^\d+ hits?/)
    .first()
    .waitFor();
  await search.press('Enter');
}

/** Where a point of the map is on the screen: of the row that is chosen, in its middle. */
async function centreOf(map: Locator): Promise<{ x: number; y: number }> {
  const box = await map.boundingBox();
  assert.ok(box);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

workbenchSuite(
  'embeddings',
  {
    fill: (folder) => {
      cpSync(sample('recommender'), path.join(folder, 'recommender'), { recursive: true });
      const words = Array.from({ length: 500 }, (_, row) => `film ${row},${row % 7}`);
      writeFileSync(path.join(folder, 'words.csv'), ['title,genre', ...words, ''].join('\n'));
      const zeros = Array.from({ length: 12 }, () => 0);
      writeFileSync(path.join(folder, 'zeros.npy'), floatArray([4, 3], zeros));
      writeFileSync(path.join(folder, 'one.npy'), floatArray([1, 3], [1, 2, 3]));
      writeFileSync(path.join(folder, 'none.npy'), floatArray([0, 3], []));
      writeFileSync(path.join(folder, 'line.npy'), floatArray([5], [1, 2, 3, 4, 5]));
    },
  },
  (it) => {
    it('the table with words opens first, and its health is what NumPy says', async ({
      workbench,
      folder,
    }) => {
      await workbench.contextMenu('recommender', 'Open Saved Model');
      const view = workbench.view();
      await view.getByRole('tab', { name: 'Embeddings 2' }).click();
      await view.getByRole('button', { name: 'Table: item_embedding 500 × 32' }).waitFor();
      await view.getByText(', 500 of 500 rows').waitFor();
      const { zeros } = ask(folder);
      await view.getByRole('button', { name: `Zero rows ${zeros.length}` }).click();
      const list = side({ workbench }).getByRole('grid', { name: `${zeros.length} zero rows` });
      for (const row of zeros) {
        await list
          .getByRole('gridcell', { name: String(row), exact: true })
          .first()
          .waitFor();
      }
      await workbench.page.keyboard.press('Escape');
      await side({ workbench }).getByRole('grid', { name: 'All 500 rows' }).waitFor();
    });

    it('a row is found by its number, with the neighbours that NumPy finds', async ({
      workbench,
      folder,
    }) => {
      const { nearest, cosines, norm } = ask(folder);
      await goToRow(workbench, String(chosenRow));
      const pane = side({ workbench });
      await pane.getByText(norm.toFixed(4)).waitFor();
      const rows = pane.getByRole('grid', { name: /^Nearest to/ }).getByRole('row');
      await rows.nth(9).waitFor();
      for (const [at, cosine] of cosines.entries()) {
        await rows
          .nth(at)
          .filter({ hasText: cosine.toFixed(4) })
          .waitFor();
      }
      // A click goes there, and Backspace comes back.
      await rows.first().click();
      await pane.getByRole('heading', { name: `Row ${nearest[0] ?? ''}`, exact: true }).waitFor();
      await workbench.page.keyboard.press('Backspace');
      await pane.getByRole('heading', { name: `Row ${chosenRow}`, exact: true }).waitFor();
    });

    it('a row is found by its label, and two rows stand beside each other', async ({
      workbench,
    }) => {
      await goToRow(workbench, 'Golden Signal');
      const pane = side({ workbench });
      await pane.getByRole('definition').filter({ hasText: 'Golden Signal' }).waitFor();
      await pane.getByRole('button', { name: 'Compare rows' }).click();
      const grid = pane.getByRole('grid', { name: /by dimension, the largest difference first/ });
      await grid.getByRole('row').nth(3).waitFor();
      assert.equal(await grid.getAttribute('aria-rowcount'), '33');
      await workbench.page.keyboard.press('Escape');
      await pane.getByRole('grid', { name: /^Nearest to Golden Signal/ }).waitFor();
    });

    it('the map says what it shows; a click chooses a row and a lasso several', async ({
      workbench,
    }) => {
      const { page } = workbench;
      const view = workbench.view();
      await view
        .getByText(/497 of 500 rows, without 3 zero rows · exact PCA · its two axes carry/)
        .waitFor();
      const map = view.getByRole('img', { name: /^Map of item_embedding by PCA: 497 points/ });
      const { x, y } = await centreOf(map);
      // Points lie everywhere near the middle; the pointer is moved until it is on one.
      const tip = view.locator('sm-point-map .tip');
      let words = '';
      for (let step = 0; step < 400 && words === ''; step += 1) {
        await page.mouse.move(x + 3 * (step % 20), y + 3 * Math.floor(step / 20));
        // It comes, and what it says of the point before goes, with one of the next frames.
        await page.waitForTimeout(50);
        if (await tip.isVisible()) words = await tip.innerText();
      }
      const [, row] = /row (\d+) · norm \d/.exec(words) ?? [];
      assert.ok(row, words);
      await page.mouse.down();
      await page.mouse.up();
      await side({ workbench })
        .getByRole('heading', { name: `Row ${row}`, exact: true })
        .waitFor();

      await page.keyboard.down('Shift');
      const corners = [
        [-90, -90],
        [90, -90],
        [90, 90],
        [-90, 90],
        [-90, -80],
      ] as const;
      await page.mouse.move(x - 90, y - 90);
      await page.mouse.down();
      for (const [dx, dy] of corners) await page.mouse.move(x + dx, y + dy, { steps: 8 });
      await page.mouse.up();
      await page.keyboard.up('Shift');
      const list = side({ workbench }).getByRole('grid', { name: /^\d+ rows in the lasso$/ });
      const [, amount] = /^(\d+)/.exec((await list.getAttribute('aria-label')) ?? '') ?? [];
      assert.ok(Number(amount) > 10 && Number(amount) < 497, amount);
      assert.equal(await list.getAttribute('aria-rowcount'), String(Number(amount) + 1));
    });

    it('it is found again as it was when its tab was hidden and the window loaded again', async ({
      workbench,
    }) => {
      const { page } = workbench;
      const view = workbench.view();
      await view.getByRole('radio', { name: 'Neighbours' }).click();
      await view.getByRole('radio', { name: 'Euclid' }).click();
      await view.getByRole('combobox', { name: 'Colour' }).click();
      await view.getByRole('option', { name: 'norm' }).click();
      const pane = side({ workbench });
      await pane
        .getByRole('grid', { name: /^Nearest to/ })
        .getByRole('row')
        .nth(9)
        .waitFor();
      const before = await pane.ariaSnapshot();
      await workbench.command('Developer: Reload Window');
      await page.locator('iframe.webview.ready').first().waitFor({ state: 'detached' });
      for (const end = Date.now() + 20_000; ;) {
        const now = await side({ workbench })
          .ariaSnapshot()
          .catch(() => '');
        if (now === before) break;
        if (Date.now() > end) assert.equal(now, before);
        await page.waitForTimeout(200);
      }
      const shown = workbench.view();
      const norm = shown.getByRole('option', { name: 'norm', selected: true, includeHidden: true });
      await norm.waitFor({ state: 'attached' });
      await shown.getByRole('button', { name: 'Clear the selection' }).click();
    });

    it('words come out of a file that is picked, by the column that is chosen', async ({
      workbench,
      folder,
    }) => {
      const { page } = workbench;
      const view = workbench.view();
      await view.getByRole('button', { name: 'Choose labels' }).click();
      await view.getByRole('menuitem', { name: 'Labels from a File…' }).click();
      // The dialog fills in where it starts before it listens.
      await page.locator('.quick-input-list .monaco-list-row', { hasText: '..' }).first().waitFor();
      await page.locator('.quick-input-box input').fill(path.join(folder, 'words.csv'));
      await page.getByRole('button', { name: 'Take Labels From This' }).click();
      await view.getByText('words.csv').first().waitFor();
      await goToRow(workbench, 'film 61');
      await side({ workbench }).getByRole('heading', { name: 'Row 61', exact: true }).waitFor();
      await view.getByRole('button', { name: 'Choose labels' }).click();
      await view.getByRole('menuitemradio', { name: 'Column genre' }).click();
      await side({ workbench }).getByRole('definition').filter({ hasText: /^5$/ }).waitFor();
      await view.getByRole('button', { name: 'Choose labels' }).click();
      await view.getByRole('menuitemradio', { name: /^assets\/items.txt/ }).click();
      await view.getByText(', 500 of 500 rows').waitFor();
    });

    it('a tensor and a layer lead there, and a row leads to its values', async ({ workbench }) => {
      const view = workbench.view();
      await goToRow(workbench, '400');
      await side({ workbench }).getByRole('button', { name: 'Show values' }).click();
      const grid = view.getByRole('grid', { name: /^Values of item_embedding/ });
      await grid
        .getByRole('rowheader', { name: '400', exact: true })
        .or(grid.getByText('400', { exact: true }))
        .first()
        .waitFor();
      await view.getByRole('button', { name: 'Show in Embeddings' }).click();
      await view.getByRole('tab', { name: /^Embeddings/, selected: true }).waitFor();
      await workbench.showView('Architecture');
      await view
        .getByRole('row', { name: /user_embedding/ })
        .first()
        .click();
      await view.getByRole('button', { name: 'Show in Embeddings' }).click();
      await view.getByRole('button', { name: /^Table: user_embedding/ }).waitFor();
      await view.getByText('No labels').waitFor();
      await view.getByRole('button', { name: /^Table: user_embedding/ }).click();
      await view.getByRole('menuitemradio', { name: /^item_embedding/ }).click();
      await view.getByRole('button', { name: /^Table: item_embedding/ }).waitFor();
    });

    it('where there is little room one pane shows, and a tile leads to its rows', async ({
      workbench,
    }) => {
      const { page } = workbench;
      const size = page.viewportSize();
      assert.ok(size);
      await page.setViewportSize({ width: 900, height: 900 });
      const view = workbench.view();
      await view.getByRole('radio', { name: 'Health' }).click();
      await view.getByRole('button', { name: /^Zero rows/ }).click();
      await view.getByRole('radio', { name: 'Rows', checked: true }).first().waitFor();
      await view.getByRole('grid', { name: '3 zero rows' }).waitFor();
      assert.equal(await view.getByRole('img', { name: /^Map of/ }).isVisible(), false);
      await page.setViewportSize(size);
      await view.getByRole('img', { name: /^Map of/ }).waitFor();
    });

    it('tables that say little say that', async ({ workbench }) => {
      const open = async (name: string): Promise<void> => {
        await workbench.openModel(name);
        await workbench.view().getByRole('tab', { name: 'Overview', selected: true }).waitFor();
      };
      await open('zeros.npy');
      await workbench.showView('Embeddings');
      await workbench.view().getByText('The table has 4 zero rows, and no others.').waitFor();
      await open('one.npy');
      await workbench.showView('Embeddings');
      await goToNumber(workbench, '0');
      await workbench.view().getByText('There is no other row.').waitFor();
      await open('none.npy');
      await workbench.showView('Embeddings');
      await workbench.view().getByText('This table has no rows.').first().waitFor();
      await open('line.npy');
      await workbench
        .view()
        .getByRole('tab', { name: /^Embeddings/ })
        .waitFor({ state: 'detached' });
    });
  },
);

async function goToNumber(workbench: Workbench, text: string): Promise<void> {
  const search = workbench.view().getByRole('textbox', { name: 'Find a row by its number' });
  await search.fill(text);
  await workbench.view().getByText('1 hit').waitFor();
  await search.press('Enter');
}

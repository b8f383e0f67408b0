import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { chooseTheme, pageFrame, type Theme } from '../support/page.ts';
import { unreachable } from '../support/reachable.ts';
import { fixture, sample, workbenchSuite, type Editor } from '../support/workbench.ts';

/** Zooms the browser as a person does: everything gets larger, and so fewer CSS pixels fit into the same window. */
async function zoom({ workbench: { page } }: Editor, factor: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  await session.send('Emulation.setDeviceMetricsOverride', {
    width: Math.round(width / factor),
    height: Math.round(height / factor),
    deviceScaleFactor: factor,
    mobile: false,
  });
}

/** Shows a view by its tab, or from under More where there is no room for the tab. */
async function show({ workbench }: Editor, name: string): Promise<void> {
  const view = workbench.view();
  const tab = view.getByRole('tab', { name: new RegExp(`^${name}`) });
  if (await tab.isVisible()) return tab.click();
  // Named after the view in front, where that is under it.
  await view.locator('[aria-haspopup=menu].more').click();
  await view.getByRole('menuitem', { name }).click();
}

workbenchSuite(
  'zoom',
  {
    fill: (folder) => {
      cpSync(sample('recommender'), path.join(folder, 'recommender'), { recursive: true });
      cpSync(fixture('tf1-meta-graphs'), path.join(folder, 'several'), { recursive: true });
    },
  },
  (it) => {
    it('the model is verified, so that every view is full', async ({ workbench }) => {
      await workbench.contextMenu('recommender', 'Verify Round Trip');
      await workbench.view().getByText('Match: predicts what').first().waitFor();
    });

    const kinds: readonly Theme[] = ['Light Modern', 'Dark Modern'];
    for (const theme of kinds) {
      it(`at 200 % nothing is cut or covered, and all can be reached, in ${theme}`, async (editor) => {
        const { workbench } = editor;
        const view = workbench.view();
        await chooseTheme(workbench, theme);
        await zoom(editor, 2);
        const frame = await pageFrame(workbench);
        assert.ok((await frame.evaluate<number>('devicePixelRatio')) === 2);
        assert.ok((await frame.evaluate<number>('innerWidth')) < 400);
        for (const name of ['Overview', 'Signatures', 'Metadata', 'Verify']) {
          await show(editor, name);
          await view.locator(`.panel[aria-label=${name}]`).waitFor();
          assert.deepEqual(await unreachable(frame), [], name);
        }
        for (const name of ['Architecture', 'Tensors']) {
          await show(editor, name);
          const row = view.getByRole('row', { name: /item_embedding/ }).first();
          await row.waitFor();
          // What is on its way is said over the foot of the view.
          await view.locator('.activity').waitFor({ state: 'detached' });
          assert.deepEqual(await unreachable(frame), [], name);
          await row.dblclick();
          await view.getByRole('button', { name: 'Close' }).waitFor();
          assert.deepEqual(await unreachable(frame), [], `${name} with its detail`);
          await view.getByRole('button', { name: 'Close' }).click();
        }
        await show(editor, 'Embeddings');
        for (const pane of ['Health', 'Map', 'Rows']) {
          await view.getByRole('radio', { name: pane }).click();
          await view.locator('.activity').waitFor({ state: 'detached' });
          assert.deepEqual(await unreachable(frame), [], `Embeddings, ${pane}`);
        }
        await zoom(editor, 1);
      });
    }

    it('where the list of signatures has no room, they are chosen all the same', async (editor) => {
      const { workbench } = editor;
      const view = workbench.view();
      await workbench.contextMenu('several', 'Open Saved Model');
      await view.getByText('three meta graphs').waitFor();
      await zoom(editor, 2);
      await show(editor, 'Signatures');
      await view.getByRole('combobox', { name: 'Signature' }).click();
      await view.getByRole('option', { name: 'serving_default · train' }).click();
      assert.deepEqual(await unreachable(await pageFrame(workbench)), []);
      await view.getByRole('heading', { name: 'train' }).waitFor();
      await zoom(editor, 1);
      const list = view.getByRole('navigation', { name: 'Signatures' });
      await list.getByRole('button', { name: 'squared' }).waitFor();
    });
  },
);

import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { Workbench } from '../../scripts/lib/workbench.mjs';
import { sample, workbenchSuite } from '../support/workbench.ts';

/** What is seen of the view in front: all that a screen reader would read, and how far what scrolls is scrolled. */
async function seen(workbench: Workbench, name: string): Promise<unknown> {
  const view = workbench.view();
  await view.getByRole('tab', { name: new RegExp(`^${name}`), selected: true }).waitFor();
  const panel = view.getByRole('tabpanel');
  return {
    read: (await panel.ariaSnapshot()).split('\n'),
    scrolled: await panel.locator('.scroller, .answer, .page').evaluateAll((all: unknown[]) =>
      all.map((each) => {
        const { scrollTop, scrollLeft } = each as Record<'scrollTop' | 'scrollLeft', number>;
        return [scrollTop, scrollLeft];
      }),
    ),
    heads: await panel
      .getByRole('columnheader')
      .evaluateAll((all: unknown[]) =>
        all.map((head) => (head as Record<'offsetWidth', number>).offsetWidth),
      ),
  };
}

/** Which view shows in a webview. */
async function selectedView(webview: Locator): Promise<string> {
  const view = webview.contentFrame().locator('iframe#active-frame').contentFrame();
  const tab = view.getByRole('tab', { selected: true });
  return (await tab.innerText()).split('\n')[0] ?? '';
}

/** Waits until a view is seen as it was. */
async function stays(workbench: Workbench, name: string, before: unknown): Promise<void> {
  for (const end = Date.now() + 20_000; ;) {
    const now = await seen(workbench, name);
    if (JSON.stringify(now) === JSON.stringify(before)) return;
    if (Date.now() > end) assert.deepEqual(now, before);
    await workbench.page.waitForTimeout(100);
  }
}

/** Has every view as a person might have it, Tensors the last. @returns what is seen of each */
async function makeItTheirs(workbench: Workbench): Promise<Readonly<Record<string, unknown>>> {
  const view = workbench.view();
  await workbench.showView('Architecture');
  await view
    .getByRole('row', { name: /rating/ })
    .first()
    .click();
  await workbench.page.keyboard.press('ArrowLeft');
  await view.getByRole('application').getByRole('button').first().waitFor();
  const Architecture = await seen(workbench, 'Architecture');

  await workbench.showView('Verify');
  const json = view.getByRole('textbox', { name: 'Sample input as JSON' });
  await json.fill((await json.inputValue()).replace(/\d+/, '7'));
  await view.getByRole('combobox', { name: 'Tolerance' }).click();
  await view.getByRole('option').last().click();
  const Verify = await seen(workbench, 'Verify');

  await workbench.showView('Tensors');
  await view.getByRole('textbox', { name: 'Filter tensors' }).fill('role:weight,optimizer,state');
  await view.getByRole('button', { name: 'Size' }).click();
  await view.getByRole('columnheader', { name: 'Size', exact: true }).locator('.edge').dblclick();
  await view
    .getByRole('row', { name: /user_embedding/ })
    .first()
    .dblclick();
  await view.getByText('Hex', { exact: true }).click();
  await view.getByRole('textbox', { name: 'Go to row' }).fill('410');
  await workbench.page.keyboard.press('Enter');
  await view.getByRole('button', { name: 'Columns after' }).click();
  await view.locator('sm-data-grid .scroller').hover();
  await workbench.page.mouse.wheel(0, -150);
  await workbench.page.waitForTimeout(500); // until it has come to rest
  return { Architecture, Verify, Tensors: await seen(workbench, 'Tensors') };
}

workbenchSuite(
  'the state of a tab',
  {
    fill: (folder) => {
      cpSync(sample('recommender'), path.join(folder, 'recommender'), { recursive: true });
      rmSync(path.join(folder, 'recommender', 'predictions.json'));
      cpSync(sample('training-run'), path.join(folder, 'run'), { recursive: true });
    },
  },
  (it) => {
    let before: Readonly<Record<string, unknown>> = {};

    it('a hidden tab shows again as it was', async ({ workbench }) => {
      await workbench.openModel('recommender');
      before = await makeItTheirs(workbench);
      await workbench.expand('run');
      await workbench.entry('checkpoint').dblclick();
      await workbench.page.locator('.view-line').first().waitFor();
      await workbench.page.locator('iframe.webview.ready').waitFor({ state: 'detached' });
      await workbench.page.getByRole('tab', { name: /^recommender/ }).click();
      await stays(workbench, 'Tensors', before['Tensors']);
    });

    it('split, it is two tabs with a state each, and one model', async ({ workbench }) => {
      const { page } = workbench;
      await workbench.command('View: Split Editor Right');
      const views = page.locator('iframe.webview.ready').filter({ visible: true });
      await views.nth(1).waitFor();
      const pages = await Promise.all([0, 1].map((at) => selectedView(views.nth(at))));
      assert.deepEqual(pages.sort(), ['Overview', 'Tensors']);
      await workbench.command('Saved Model: Show Memory');
      const report = page.locator('.view-line');
      await report.filter({ hasText: /recommender\s\(27\stensors,\s2\stabs\)/ }).waitFor();
      // A click says which group is meant.
      await page.getByRole('tab', { name: /Memory/ }).click();
      await workbench.command('View: Close All Editors in Group');
      await views.nth(1).waitFor({ state: 'detached' });
    });

    it('moved to another group, it is as it was', async ({ workbench }) => {
      await workbench.command('View: Move Editor into Next Group');
      const groups = workbench.page.locator('.editor-group-container');
      await groups.nth(1).waitFor();
      await workbench.command('View: Close Editors in Other Groups');
      await groups.nth(1).waitFor({ state: 'detached' });
      await stays(workbench, 'Tensors', before['Tensors']);
    });

    it('after the window was loaded again, every view of every tab is as it was', async ({
      workbench,
    }) => {
      const { page } = workbench;
      await workbench.entry('checkpoint').dblclick();
      await page.locator('.view-line').first().waitFor();
      await workbench.command('View: Reopen Editor With...');
      const editors = page.locator('.quick-input-list .monaco-list-row');
      await editors.filter({ hasText: 'Saved Model Inspector' }).click();
      await workbench.showView('Tensors');
      await workbench.view().getByText('one value').first().waitFor();
      const other = await seen(workbench, 'Tensors');
      await workbench.command('Developer: Reload Window');
      await page.locator('iframe.webview.ready').first().waitFor({ state: 'detached' });
      await stays(workbench, 'Tensors', other);
      await page.getByRole('tab', { name: /^recommender/ }).click();
      await stays(workbench, 'Tensors', before['Tensors']);
      for (const name of ['Verify', 'Architecture']) {
        await workbench.showView(name);
        await stays(workbench, name, before[name]);
      }
    });

    it('two windows on one folder have each a state of their own', async ({ workbench }) => {
      // As wide as the first one: all views are in the bar.
      const viewport = workbench.page.viewportSize();
      const page = await workbench.browser.newPage({ viewport });
      const second = new Workbench(workbench.browser, page);
      await page.goto(workbench.page.url());
      await second.entry('recommender').waitFor();
      await second.waitForExtension();
      await second.openModel('recommender');
      await second.showView('Signatures');
      await second.view().getByText('serving_default').first().waitFor();
      await stays(workbench, 'Architecture', before['Architecture']);
      assert.deepEqual(second.complaints(), []);
      await page.goto('about:blank');
      await page.close();
    });
  },
);

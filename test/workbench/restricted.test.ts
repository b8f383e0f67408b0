import assert from 'node:assert/strict';
import { cpSync, existsSync } from 'node:fs';
import path from 'node:path';
import { processes } from '../support/processes.ts';
import { sample, workbenchSuite } from '../support/workbench.ts';

workbenchSuite(
  'in an untrusted workspace',
  {
    fill: (folder) => {
      cpSync(sample('recommender'), path.join(folder, 'recommender'), { recursive: true });
    },
    settings: {
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.untrustedFiles': 'open',
    },
  },
  (it) => {
    it('the model shows, and running it waits for trust, with the reason', async ({
      workbench,
    }) => {
      await workbench.contextMenu('recommender', 'Open Saved Model');
      const view = workbench.view();
      await view.getByText('48,130').first().waitFor();
      const banner = view
        .getByRole('status')
        .filter({ hasText: 'Restricted Mode: shown, not run' });
      await banner.getByText(/execute the model, which can run code.*All else works/).waitFor();
      await banner.getByRole('button', { name: 'Manage Workspace Trust' }).waitFor();
      assert.match(
        (await banner.getAttribute('class')) ?? '',
        /information/,
        'blue: nothing is wrong',
      );
    });

    it('every view works', async ({ workbench }) => {
      const view = workbench.view();
      await workbench.showView('Architecture');
      await view.getByRole('row', { name: /item_embedding.*16,000/ }).waitFor();
      await workbench.showView('Signatures');
      await view.getByText('tensorflow/serving/predict').waitFor();
      await workbench.showView('Tensors');
      await view
        .getByRole('row', { name: /item_embedding/ })
        .first()
        .dblclick();
      await view.getByText('crc32c ok').waitFor();
      await view
        .getByRole('grid', { name: /Values/ })
        .getByRole('gridcell')
        .first()
        .waitFor();
      await workbench.showView('Metadata');
      await view.getByText('movies-2026-10').waitFor();
      await workbench.showView('Verify');
      await view.getByText('Restricted Mode: shown, not run').waitFor();
      await view.getByRole('textbox', { name: 'Sample input as JSON' }).waitFor();
    });

    it('nothing runs it: neither the buttons nor the keys nor the menu', async (editor) => {
      const { workbench, folder, data } = editor;
      const view = workbench.view();
      assert.ok(await view.getByRole('button', { name: 'Verify Round Trip' }).first().isDisabled());
      await view.getByRole('textbox', { name: 'Sample input as JSON' }).press('Control+Enter');
      await workbench.entry('recommender').click({ button: 'right' });
      const item = workbench.page
        .locator('.monaco-menu')
        .getByRole('menuitem', { name: 'Verify Round Trip' });
      await item.waitFor();
      assert.equal(await item.getAttribute('aria-disabled'), 'true');
      await workbench.page.keyboard.press('Escape');
      const ours = processes().filter(({ command }) => command.includes(data));
      assert.ok(ours.length > 0);
      const runners = ours.filter(({ command }) => command.includes('runner.cjs'));
      assert.deepEqual(runners, []);
      assert.ok(!existsSync(path.join(folder, 'recommender.predictions.json')));
    });
  },
);

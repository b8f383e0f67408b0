import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { onlyPath, sample, workbenchSuite } from '../support/workbench.ts';

// A machine without any TensorFlow, Python or compiler: all but running models works, and what to do is said.

const scratch = mkdtempSync(path.join(tmpdir(), 'saved-model-doctor-'));
const cache = path.join(scratch, 'cache');
after(() => {
  rmSync(scratch, { recursive: true, force: true });
});

workbenchSuite(
  'without TensorFlow',
  {
    fill: (folder) => {
      cpSync(sample('recommender'), path.join(folder, 'recommender'), { recursive: true });
    },
    env: {
      ...onlyPath(scratch),
      VIRTUAL_ENV: '',
      CONDA_PREFIX: '',
      SAVED_MODEL_CACHE: cache,
    },
  },
  (it) => {
    it('everything is shown, and Verify says what to do', async ({ workbench }) => {
      await workbench.contextMenu('recommender', 'Verify Round Trip');
      const view = workbench.view();
      await view.getByText('No TensorFlow to run models with').first().waitFor();
      await view.getByRole('button', { name: /^Get TensorFlow 2\.\d+\.\d+$/ }).waitFor();
      // What would be downloaded, and where to, before the click.
      await view.getByText(/2\d\d\sMB to download, into/).waitFor();
      await view.getByText(cache).first().waitFor();
      await workbench.showView('Tensors');
      await view
        .getByRole('row', { name: /item_embedding/ })
        .first()
        .waitFor();
    });

    it('Doctor offers a download, which asks with its size and place first', async ({
      workbench,
    }) => {
      const { page } = workbench;
      await workbench.command('Saved Model: Doctor');
      const lines = page.locator('.editor-instance .view-line');
      await lines.filter({ hasText: /Models\scannot\sbe\srun\syet\./ }).waitFor();
      await lines.filter({ hasText: /VIRTUAL_ENV:\snot\sset/ }).waitFor();
      const offer = page.locator('.notification-toast', { hasText: 'Models cannot be run yet.' });
      await offer.getByRole('button', { name: 'Get TensorFlow' }).click();
      const question = page.getByRole('dialog', { name: /Download TensorFlow 2\.\d+\.\d+\?/ });
      await question.getByText(/^2\d\d\.\d MB from PyPI/).waitFor();
      await question.getByText(cache).waitFor();
      await question.getByRole('button', { name: 'Cancel' }).click();
      await question.waitFor({ state: 'hidden' });
      assert.deepEqual(readdirSync(scratch), []);
    });
  },
);

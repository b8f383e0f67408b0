import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { counting, writeHdf5 } from '../support/hdf5-writer.ts';
import { sample, workbenchSuite } from '../support/workbench.ts';

const embeddings = await writeHdf5((file) => {
  file.create_dataset({ name: 'user_embeddings', data: counting(3200), shape: [100, 32] });
});

workbenchSuite(
  'opening',
  {
    fill: (folder) => {
      cpSync(sample('recommender'), path.join(folder, 'recommender'), { recursive: true });
      cpSync(sample('training-run'), path.join(folder, 'training-run'), { recursive: true });
      writeFileSync(path.join(folder, 'embeddings.h5'), embeddings);
      writeFileSync(path.join(folder, 'words.index'), 'aardvark 1\nzebra 2\n');
    },
  },
  (it) => {
    it('a directory opens as one thing from the Explorer', async ({ workbench }) => {
      await workbench.contextMenu('recommender', 'Open Saved Model');
      const view = workbench.view();
      await view.getByRole('heading', { name: 'recommender' }).waitFor();
      await view.getByText('48,130').first().waitFor();
      await view.getByText('serving_default').first().waitFor();
    });

    it('its signature lists inputs and outputs', async ({ workbench }) => {
      await workbench.showView('Signatures');
      const view = workbench.view();
      for (const name of ['serving_default', 'user_id', 'item_id']) {
        await view.getByText(name).first().waitFor();
      }
      await view.getByText('int64').first().waitFor();
    });

    it('its layers are the ones of the model', async ({ workbench }) => {
      await workbench.showView('Architecture');
      const view = workbench.view();
      await view.getByRole('row', { name: /user_embedding/ }).waitFor();
      await view.getByRole('row', { name: /item_embedding.*16,000/ }).waitFor();
    });

    it('its metadata names the file it came from', async ({ workbench }) => {
      await workbench.showView('Metadata');
      await workbench.view().getByText('metadata.json').first().waitFor();
    });

    it('saved_model.pb opens the same model with a click', async ({ workbench }) => {
      await workbench.expand('recommender');
      await workbench.entry('saved_model.pb').click();
      await workbench.view().getByText('48,130').first().waitFor();
    });

    it('a checkpoint opens with a click on its index', async ({ workbench }) => {
      await workbench.expand('training-run');
      await workbench.entry('ckpt-5.index').click();
      await workbench.view().getByText('48,130').first().waitFor();
      await workbench.showView('Tensors');
      await workbench
        .view()
        .getByRole('row', { name: /user_embedding/ })
        .first()
        .waitFor();
    });

    it('embeddings in HDF5 open with a click, down to their values', async ({ workbench }) => {
      await workbench.entry('embeddings.h5').click();
      await workbench.view().getByText('HDF5 file: 1 dataset').first().waitFor();
      await workbench.showView('Tensors');
      const view = workbench.view();
      await view.getByRole('row', { name: /user_embeddings/ }).dblclick();
      await view
        .getByRole('grid', { name: /Values/ })
        .getByText('33.0000')
        .first()
        .waitFor();
    });

    it('a part of a model leads to the model, and says so', async ({ workbench }) => {
      await workbench.entry('ckpt-4.data-00000-of-00001').click();
      const view = workbench.view();
      await view.getByText('ckpt-4.data-00000-of-00001 belongs to ckpt-4, shown here').waitFor();
      await workbench.entry('fingerprint.pb').click();
      await view.getByText('fingerprint.pb belongs to recommender, shown here').waitFor();
      await view.getByText('serving_default').first().waitFor();
    });

    it('the state file of a training run opens as text, and as the run when asked', async ({
      workbench,
    }) => {
      await workbench.entry('checkpoint').click();
      const lines = workbench.page.locator('.view-line', { hasText: 'model_checkpoint_path' });
      await lines.first().waitFor();
      await workbench.command('View: Reopen Editor With...');
      await workbench.page
        .locator('.quick-input-list .monaco-list-row', { hasText: 'Saved Model Inspector' })
        .click();
      await workbench.view().getByText('3 checkpoints').first().waitFor();
      await workbench.page.keyboard.press('Alt+4');
      await workbench
        .view()
        .getByRole('tab', { name: /^Tensors/, selected: true })
        .waitFor();
    });

    it('an index of something else says so and opens as text', async ({ workbench }) => {
      await workbench.entry('words.index').click();
      const alert = workbench.view().getByRole('alert');
      await alert.waitFor();
      assert.match(await alert.innerText(), /words\.index/);
      await workbench.view().getByRole('button', { name: 'Open as Text' }).click();
      await workbench.page.locator('.view-line', { hasText: 'aardvark' }).waitFor();
    });
  },
);

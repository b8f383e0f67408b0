import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fixture, sample, workbenchSuite } from '../support/workbench.ts';

/** The training run with its checkpoint 5 not yet written. */
function untilStep4(run: string): void {
  for (const name of ['ckpt-5.index', 'ckpt-5.data-00000-of-00001']) rmSync(path.join(run, name));
  const state = path.join(run, 'checkpoint');
  const text = readFileSync(state, 'utf8');
  writeFileSync(
    state,
    text.replaceAll(/.*all_model_checkpoint_paths.*ckpt-5.*\n/g, '').replaceAll('ckpt-5', 'ckpt-4'),
  );
}

workbenchSuite(
  'the life of a tab',
  {
    fill: (folder) => {
      cpSync(sample('recommender'), path.join(folder, 'recommender'), { recursive: true });
      cpSync(sample('training-run'), path.join(folder, 'run'), { recursive: true });
      untilStep4(path.join(folder, 'run'));
    },
  },
  (it) => {
    it('a checkpoint that training adds shows by itself, and the filter stays', async (editor) => {
      const { workbench, folder } = editor;
      await workbench.contextMenu('run', 'Open Saved Model');
      const view = workbench.view();
      await view.getByText('2 checkpoints').first().waitFor();
      await workbench.showView('Tensors');
      await view.getByRole('textbox', { name: 'Filter tensors' }).fill('user_embedding');
      const row = view.getByRole('row', { name: /user_embedding/ }).first();
      await row.click();
      cpSync(sample('training-run'), path.join(folder, 'run'), { recursive: true });
      await view.getByRole('status').getByText('Changed on disk, read again at').waitFor();
      await view.getByRole('row', { name: /user_embedding/, selected: true }).waitFor();
      await workbench.showView('Overview');
      await view.getByText('3 checkpoints').first().waitFor();
    });

    it('a model that vanishes stays on the screen and comes back by itself', async (editor) => {
      const { workbench, folder } = editor;
      await workbench.expand('recommender');
      await workbench.entry('saved_model.pb').click();
      const view = workbench.view();
      await view.getByText('48,130').first().waitFor();
      const [model, away] = ['recommender', 'away'].map((name) => path.join(folder, name));
      renameSync(String(model), String(away));
      const banner = view.getByRole('status').filter({ hasText: 'saved_model.pb is gone' });
      await banner.waitFor();
      await view.getByText('48,130').first().waitFor();
      renameSync(String(away), String(model));
      await banner.waitFor({ state: 'detached' });
    });

    it('a verdict on other weights says so once they are written', async (editor) => {
      const { workbench, folder } = editor;
      const view = workbench.view();
      await view.getByRole('button', { name: 'Verify Round Trip' }).first().click();
      await view.getByText('Match: predicts what the original predicted').waitFor();
      cpSync(fixture('changed-weights'), path.join(folder, 'recommender'), { recursive: true });
      await view.getByText('Changed since it was verified').first().waitFor();
    });

    it('what is half written says why it cannot be read, and the rest stays', async (editor) => {
      const { workbench, folder } = editor;
      const view = workbench.view();
      const file = path.join(folder, 'recommender', 'saved_model.pb');
      const bytes = readFileSync(file);
      writeFileSync(file, bytes.subarray(0, 100));
      const banner = view.getByRole('status').filter({ hasText: 'cannot be read any more' });
      await banner.waitFor();
      writeFileSync(file, bytes);
      await banner.waitFor({ state: 'detached' });
    });
  },
);

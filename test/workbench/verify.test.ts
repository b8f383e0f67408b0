import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fixture, sample, workbenchSuite } from '../support/workbench.ts';

workbenchSuite(
  'verifying',
  {
    fill: (folder) => {
      cpSync(sample('recommender'), path.join(folder, 'recommender'), { recursive: true });
      cpSync(fixture('changed-weights'), path.join(folder, 'changed'), { recursive: true });
      cpSync(sample('recommender'), path.join(folder, 'unrecorded'), { recursive: true });
      rmSync(path.join(folder, 'unrecorded', 'predictions.json'));
      cpSync(path.join(folder, 'unrecorded'), path.join(folder, 'served'), { recursive: true });
    },
  },
  (it) => {
    it('from the Explorer, at once: a model whose weights were changed is Different', async ({
      workbench,
    }) => {
      await workbench.contextMenu('changed', 'Verify Round Trip');
      await workbench
        .view()
        .getByText(/^Different: /)
        .first()
        .waitFor();
    });

    it('the button ends in Match, bit for bit', async ({ workbench }) => {
      await workbench.contextMenu('recommender', 'Open Saved Model');
      const view = workbench.view();
      await view.getByRole('button', { name: 'Verify Round Trip' }).first().click();
      await view.getByText('Match: predicts what the original predicted').first().waitFor();
      await view
        .getByText(/Bit-identical/)
        .first()
        .waitFor();
    });

    it('without an original, a prediction is recorded, and then matches what was recorded', async (editor) => {
      const { workbench, folder } = editor;
      await workbench.contextMenu('unrecorded', 'Verify Round Trip');
      const view = workbench.view();
      await view.getByText('No original to compare with').first().waitFor();
      await view.getByRole('button', { name: 'Record Prediction' }).first().click();
      const recorded = view.getByRole('status').filter({ hasText: 'Prediction recorded' });
      await recorded.waitFor();
      await recorded.getByRole('button', { name: 'Verify Round Trip' }).click();
      await view.getByText('Match: predicts what it predicted when recorded').first().waitFor();
      const text = readFileSync(path.join(folder, 'unrecorded.predictions.json'), 'utf8');
      assert.match(text, /"by":\s*"reload"/);
    });

    it('a prediction is recorded where TensorFlow Serving reads it, and is the original from then on', async (editor) => {
      const { workbench, folder } = editor;
      await workbench.openModel('served');
      await workbench.showView('Verify');
      const view = workbench.view();
      await view.getByLabel('Into').click();
      await view.getByRole('option', { name: 'tf_serving_warmup_requests' }).click();
      await view.getByRole('button', { name: 'Record Prediction' }).click();
      const recorded = view.getByRole('status').filter({ hasText: 'Prediction recorded' });
      await recorded.getByRole('button', { name: 'Verify Round Trip' }).click();
      await view.getByText('Match: predicts what its warmup records say').first().waitFor();
      await view.getByText('1, all with a response').waitFor();
      const table = view.getByRole('table', { name: 'Warmup records' });
      await table.getByRole('row', { name: /^1 serving_default bits identical/ }).waitFor();
      const file = path.join(folder, 'served', 'assets.extra', 'tf_serving_warmup_requests');
      assert.ok(existsSync(file));
    });
  },
);

import { cpSync } from 'node:fs';
import path from 'node:path';
import type { Workbench } from '../../scripts/lib/workbench.mjs';
import { fixture, sample, workbenchSuite } from '../support/workbench.ts';

/** A row of the Explorer with this said beside its name. */
function marked(workbench: Workbench, name: string, words: string) {
  return workbench.entry(name).locator(`[aria-label$="• ${words}"]`);
}

workbenchSuite(
  'badges in the Explorer',
  {
    fill: (folder) => {
      cpSync(sample('recommender'), path.join(folder, 'recommender'), { recursive: true });
      cpSync(sample('recommender', 'assets'), path.join(folder, 'words'), { recursive: true });
      cpSync(sample('training-run'), path.join(folder, 'training-run'), { recursive: true });
      cpSync(fixture('changed-weights'), path.join(folder, 'changed'), { recursive: true });
      // What an interrupted save leaves, and what archivers of macOS do.
      for (const file of ['part-00000-of-00001.index', 'part-00000-of-00001.data-00000-of-00001']) {
        const left = path.join(folder, 'training-run', 'ckpt-6_temp_0123abcd', file);
        cpSync(sample('training-run', 'ckpt-5.index'), left);
      }
      cpSync(
        sample('training-run', 'ckpt-5.index'),
        path.join(folder, 'words', '._saved_model.pb'),
      );
    },
  },
  (it) => {
    it('models are marked before one was opened, and nothing else is', async ({ workbench }) => {
      await marked(workbench, 'recommender', 'Saved model').waitFor();
      await marked(workbench, 'changed', 'Saved model').waitFor();
      await workbench.expand('training-run');
      await marked(workbench, 'ckpt-5.index', 'Checkpoint').waitFor();
      await workbench.entry('words').locator('[aria-label$="words"]').waitFor();
      await workbench.entry('checkpoint').locator('[aria-label$="checkpoint"]').waitFor();
      await workbench.expand('ckpt-6_temp_0123abcd');
      const left = workbench.entry('part-00000-of-00001.index');
      await left.locator('[aria-label$="part-00000-of-00001.index"]').waitFor();
    });

    it('a verdict marks the folder and the file', async ({ workbench }) => {
      await workbench.contextMenu('changed', 'Verify Round Trip');
      await marked(workbench, 'changed', 'Saved model · Verified: different').waitFor();
      await workbench.contextMenu('recommender', 'Verify Round Trip');
      await marked(workbench, 'recommender', 'Saved model · Verified: match').waitFor();
      await workbench.expand('recommender');
      await marked(workbench, 'saved_model.pb', 'Saved model · Verified: match').waitFor();
    });

    it('a model whose bytes have changed since is marked as that', async (editor) => {
      const { workbench, folder } = editor;
      cpSync(fixture('changed-weights'), path.join(folder, 'recommender'), { recursive: true });
      const words = 'Saved model · Changed since it was verified';
      await marked(workbench, 'recommender', words).waitFor();
      await marked(workbench, 'changed', 'Saved model · Verified: different').waitFor();
    });
  },
);

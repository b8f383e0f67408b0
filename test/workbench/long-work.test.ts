import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Workbench } from '../../scripts/lib/workbench.mjs';
import { untilIdle } from '../support/idle.ts';
import { writeLargeGraph } from '../support/large-graph.ts';
import { processes } from '../support/processes.ts';
import { serverProcess } from '../support/server-process.ts';
import { writeSparseCheckpoint } from '../support/sparse-checkpoint.ts';
import { sample, workbenchSuite, type Editor } from '../support/workbench.ts';

/** Enough nodes to open for seconds. */
const nodes = 5_000_000;

/** 100 GB, to be read for a minute and longer. */
const huge = { tensors: 12_500, shape: [1024, 2048] } as const;

/** Holds the process that runs a model for an editor, as soon as there is one. @returns what lets it go on */
async function holdRunner(editor: Editor): Promise<() => void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const runner = processes().find(
      ({ command }) => command.includes(editor.data) && command.includes('runner.cjs'),
    );
    if (runner) {
      process.kill(runner.pid, 'SIGSTOP');
      return () => {
        process.kill(runner.pid, 'SIGCONT');
      };
    }
    await wait(50);
  }
  throw new Error('No model was run.');
}

/** Brings another tab in front, and waits until the page that was there is gone. */
async function hide(workbench: Workbench): Promise<void> {
  const pages = workbench.page.locator('iframe.webview.ready');
  assert.equal(await pages.count(), 1);
  await workbench.entry('notes.txt').dblclick();
  await pages.waitFor({ state: 'detached' });
}

/** A notification of VS Code's, by what it says. */
function notification({ page }: Workbench, text: string) {
  return page.locator('.notifications-toasts .notification-list-item', { hasText: text });
}

/** How many statistics the page says are done. */
async function done(workbench: Workbench): Promise<number> {
  const progress = workbench.view().getByText(/^Statistics [\d,]+ of 12,500$/);
  const text = await progress.innerText();
  return Number(text.split(' ')[1]?.replaceAll(',', ''));
}

workbenchSuite(
  'long work',
  {
    fill: (folder) => {
      writeLargeGraph(path.join(folder, 'large'), nodes);
      writeSparseCheckpoint(path.join(folder, 'huge'), huge);
      cpSync(sample('recommender'), path.join(folder, 'recommender'), { recursive: true });
      writeFileSync(path.join(folder, 'notes.txt'), 'Of something else.\n');
    },
  },
  (it) => {
    it('an opening says how far it is, and stops where a person says so', async (editor) => {
      const { workbench } = editor;
      const { page } = workbench;
      await workbench.contextMenu('large', 'Open Saved Model');
      const view = workbench.view();
      await view.getByText(/^Reading saved_model.pb · [\d.]+ \w?B of [\d.]+ MB$/).waitFor();
      await view.getByRole('progressbar', { name: 'Opening' }).waitFor();
      await page.locator('.statusbar-item', { hasText: 'Opening (large)' }).waitFor();
      await view.getByRole('button', { name: 'Cancel' }).click();
      await view.getByText('Opening was stopped').waitFor();
      await untilIdle(await serverProcess(editor), 20_000);

      await view.getByRole('button', { name: 'Open' }).click();
      await view.getByText('Opening large').waitFor();
      await hide(workbench);
      const aside = notification(workbench, 'Opening (large)');
      await aside.getByRole('button', { name: 'Cancel' }).click();
      await aside.waitFor({ state: 'detached' });
      await page.getByRole('tab', { name: /^large/ }).click();
      await view.getByText('Opening was stopped').waitFor();
      await workbench.command('View: Close All Editors');
    });

    it('statistics go on while the tab is hidden, and the page finds them again', async (editor) => {
      const { workbench } = editor;
      await workbench.entry('huge.index').dblclick();
      await workbench.showView('Tensors');
      const view = workbench.view();
      await view.getByRole('button', { name: 'Compute Statistics' }).click();
      const before = await done(workbench);
      await hide(workbench);
      await notification(workbench, 'Statistics (huge.index)').waitFor();
      await workbench.page.getByRole('tab', { name: /^huge/ }).click();
      await notification(workbench, 'Statistics (huge.index)').waitFor({ state: 'detached' });
      assert.ok((await done(workbench)) > before);
      await view.getByRole('row', { name: /layer_0 \/ kernel.*all equal/ }).waitFor();
      // Elsewhere in the same tab it is the line below the view bar that says it.
      await workbench.showView('Metadata');
      await view.getByRole('progressbar', { name: 'Statistics' }).waitFor();
      await view.getByRole('button', { name: 'Cancel' }).click();
      await workbench.showView('Tensors');
      await view.getByText(/^Stopped at [\d,]+ of 12,500$/).waitFor();
      await view.getByRole('button', { name: 'Continue' }).click();
      await done(workbench);
    });

    it('closing the tab stops all of it', async (editor) => {
      await editor.workbench.command('View: Close All Editors');
      await untilIdle(await serverProcess(editor), 20_000);
    });

    it('a verification goes on while the tab is hidden, and the page finds its steps again', async (editor) => {
      const { workbench } = editor;
      await workbench.contextMenu('recommender', 'Verify Round Trip');
      const goOn = await holdRunner(editor);
      const view = workbench.view();
      const steps = view.getByRole('heading', { name: 'Verifying' });
      await steps.waitFor();
      await hide(workbench);
      await workbench.page.getByRole('tab', { name: /^recommender/ }).click();
      await steps.waitFor();
      await view
        .getByRole('listitem')
        .filter({ hasText: /Find TensorFlow\s+\d/ })
        .waitFor();
      goOn();
      await view.getByText('Match: predicts what the original predicted').waitFor();
    });

    it('what ended while the tab was hidden shows when it is back', async (editor) => {
      const { workbench } = editor;
      const view = workbench.view();
      await view.getByRole('button', { name: 'Verify Again' }).click();
      const goOn = await holdRunner(editor);
      await hide(workbench);
      const aside = notification(workbench, 'Verifying (recommender)');
      await aside.waitFor();
      goOn();
      await aside.waitFor({ state: 'detached' });
      await workbench.page.getByRole('tab', { name: /^recommender/ }).click();
      await view.getByText('Match: predicts what the original predicted').waitFor();
    });

    it('a verification ends where the notification is cancelled', async (editor) => {
      const { workbench } = editor;
      const view = workbench.view();
      await view.getByRole('button', { name: 'Verify Again' }).click();
      await holdRunner(editor);
      await hide(workbench);
      const aside = notification(workbench, 'Verifying (recommender)');
      await aside.getByRole('button', { name: 'Cancel' }).click();
      await aside.waitFor({ state: 'detached' });
      await workbench.page.getByRole('tab', { name: /^recommender/ }).click();
      await view.getByText('Match: predicts what the original predicted').waitFor();
      await view.getByRole('heading', { name: 'Verifying' }).waitFor({ state: 'detached' });
    });
  },
);

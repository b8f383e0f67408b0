import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { countingArray } from '../support/array-writer.ts';
import { floats } from '../support/bundle-writer.ts';
import { smallGraph } from '../support/graph-writer.ts';
import { writeSaverV1 } from '../support/saver-v1-writer.ts';
import { sessionBundleGraph } from '../support/session-bundle-writer.ts';
import { sample, workbenchSuite } from '../support/workbench.ts';
import { writeZip } from '../support/zip-writer.ts';

// Wherever a model lies, and whatever it is called, it opens.

const outside = mkdtempSync(path.join(tmpdir(), 'saved-model-outside-'));
after(() => {
  rmSync(outside, { recursive: true });
});

const odd = "a b #%?ü'日本.npy";

/** What a training script leaves, with a version that a cache keeps elsewhere. */
function fill(folder: string): void {
  const run = path.join(folder, 'run');
  cpSync(sample('recommender'), path.join(run, '1'), { recursive: true });
  cpSync(sample('training-run'), path.join(run, 'checkpoints'), { recursive: true });
  writeFileSync(path.join(run, 'ids.npy'), countingArray([6, 4]));
  const entry = { path: 'table.npy', content: countingArray([300, 5]), deflate: true };
  writeFileSync(path.join(run, 'arrays.npz'), writeZip([entry]));
  writeFileSync(path.join(run, 'frozen.pb'), smallGraph());
  writeFileSync(path.join(run, 'embeddings.h5'), '\x89HDF\r\n\x1a\n', 'latin1');
  writeFileSync(path.join(run, odd), countingArray([2]));

  const old = path.join(folder, 'old');
  mkdirSync(old);
  const tensors = [floats('w', [6, 4]), floats('v', [5], 1)];
  const whole = writeSaverV1('model.ckpt-7', [floats('w', [6, 4])]);
  for (const [name, bytes] of [...whole, ...writeSaverV1('model.ckpt-8', tensors, { shards: 2 })]) {
    writeFileSync(path.join(old, name), bytes);
  }
  writeFileSync(path.join(old, 'model.ckpt-7.meta'), sessionBundleGraph({}));

  cpSync(sample('recommender'), path.join(outside, 'blobs'), { recursive: true });
  mkdirSync(path.join(run, '2'));
  for (const name of ['saved_model.pb', 'variables', 'assets', 'keras_metadata.pb']) {
    symlinkSync(path.join(outside, 'blobs', name), path.join(run, '2', name));
  }
}

workbenchSuite('places', { fill }, (it) => {
  it('a directory of several artifacts opens with all of them', async ({ workbench }) => {
    await workbench.contextMenu('run', 'Open Saved Model');
    const view = workbench.view();
    await view.getByText('Directory with 2 SavedModels').waitFor();
    for (const name of [
      /^1 SavedModel/,
      /^2 SavedModel/,
      /^checkpoints Checkpoints/,
      /^frozen\.pb Graph/,
      /^embeddings\.h5 HDF5/,
    ]) {
      await view.getByRole('row', { name }).waitFor();
    }
    assert.deepEqual(await view.getByRole('tab').allInnerTexts(), ['Overview', 'Metadata']);
  });

  it('a part opens in a tab of its own', async ({ workbench }) => {
    await workbench.view().getByRole('button', { name: 'arrays.npz' }).click();
    const view = workbench.view();
    await view.getByText('NumPy archive: 1 array').waitFor();
    await workbench.showView('Tensors');
    await view.getByRole('row', { name: /table.*float32.*300 × 5/ }).waitFor();
    const tabs = (await view.getByRole('tab').allInnerTexts()).join(' ');
    assert.doesNotMatch(tabs, /Verify|Signatures|Architecture/);
  });

  it('a version whose files are links to elsewhere opens, and says so', async ({ workbench }) => {
    await workbench.page.locator('.tabs-container .tab', { hasText: 'run' }).click();
    await workbench.view().getByRole('button', { name: '2', exact: true }).click();
    const view = workbench.view();
    await view.getByText('48,130').first().waitFor();
    await view.getByText(/are links to elsewhere/).waitFor();
  });

  it('a frozen graph opens from the Explorer, whose Verify it lacks', async ({ workbench }) => {
    await workbench.expand('run');
    await workbench.contextMenu('frozen.pb', 'Open Saved Model');
    const view = workbench.view();
    await view.getByText('Frozen TensorFlow graph: 5 nodes').waitFor();
    await workbench.showView('Signatures');
    await view.getByText('[?, 300]').or(view.getByText('(?, 300)')).first().waitFor();
    assert.equal(await view.getByRole('tab', { name: /^Verify/ }).count(), 0);
    await workbench.showView('Architecture');
    const graph = view.getByRole('application', { name: /^Graph of/ });
    await graph.getByRole('button', { name: /^(?:y, )?MatMul/ }).waitFor();
    assert.equal(await view.getByRole('treegrid').count(), 0, 'there are no layers');
  });

  it('checkpoints of TensorFlow 1 are listed, and each opens by itself', async ({ workbench }) => {
    await workbench.contextMenu('old', 'Open Saved Model');
    const directory = workbench.view();
    await directory.getByText('Checkpoint directory: 2 checkpoints').waitFor();
    await directory.getByRole('row', { name: /^model\.ckpt-7 Checkpoint/ }).waitFor();
    // A prefix, whose files all have longer names.
    await directory.getByRole('button', { name: 'model.ckpt-8' }).click();
    const whole = 'TensorFlow 1 checkpoint (Saver V1): ';
    await workbench.view().getByText(`${whole}2 tensors, in 2 files`).waitFor();

    await workbench.expand('old');
    await workbench
      .entry('model.ckpt-7')
      .locator('[aria-label$="model.ckpt-7 • Checkpoint"]')
      .waitFor();
    await workbench.contextMenu('model.ckpt-7', 'Open Saved Model');
    await workbench.view().getByText(`${whole}1 tensor`).waitFor();
    await workbench.contextMenu('model.ckpt-8-00001-of-00002', 'Open Saved Model');
    await workbench.view().getByText(`${whole}2 tensors, in 2 files`).waitFor();
  });

  it('a name of any kind is no obstacle', async ({ workbench }) => {
    await workbench.contextMenu(odd, 'Open Saved Model');
    await workbench.view().getByText('NumPy array: float32, 2').waitFor();
  });

  it('a model outside the workspace opens by its path', async ({ workbench }) => {
    await workbench.command('Saved Model: Open Saved Model');
    const { page } = workbench;
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Directory' }).click();
    // The dialog fills in where it starts before it listens.
    await page.locator('.quick-input-list .monaco-list-row', { hasText: '..' }).first().waitFor();
    const box = page.locator('.quick-input-box input');
    await box.fill(`${outside}/blobs`);
    await page
      .locator('.quick-input-widget')
      .getByRole('button', { name: 'Open Saved Model' })
      .click();
    await workbench.view().getByRole('heading', { name: 'blobs' }).waitFor();
  });
});

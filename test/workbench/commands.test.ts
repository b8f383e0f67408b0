import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { sample, workbenchSuite } from '../support/workbench.ts';

workbenchSuite(
  'commands',
  {
    settings: { 'savedModel.trace.server': 'messages' },
    fill: (folder) => {
      cpSync(sample('recommender'), path.join(folder, 'recommender'), { recursive: true });
    },
  },
  (it) => {
    it('Show Memory says what takes how much', async ({ workbench }) => {
      await workbench.contextMenu('recommender', 'Open Saved Model');
      await workbench.view().getByText('48,130').first().waitFor();
      await workbench.command('Saved Model: Show Memory');
      const lines = workbench.page.locator('.editor-instance .view-line');
      await lines.filter({ hasText: /Process\sthat\sreads\smodels:\s\d+\.\d\sMB/ }).waitFor();
      await lines.filter({ hasText: /Open:\srecommender\s\(27\stensors,\s1\stab\)/ }).waitFor();
    });

    it('Doctor says which TensorFlow runs models', async ({ workbench }) => {
      await workbench.command('Saved Model: Doctor');
      const lines = workbench.page.locator('.editor-instance .view-line');
      await lines
        .filter({ hasText: /Models\srun\swith\sTensorFlow\s2\.\d+\.\d+\s\(VIRTUAL_ENV\)/ })
        .waitFor();
      await lines.filter({ hasText: /→.*TensorFlow\s2\.\d+/ }).waitFor();
      await lines.filter({ hasText: /Addon:\scompiled\shere/ }).waitFor();
      await lines.filter({ hasText: /Processor:\s\S/ }).waitFor();
    });

    it('Show Log shows what the trace setting asks for', async ({ workbench }) => {
      await workbench.contextMenu('recommender', 'Open Saved Model');
      await workbench.view().getByText('48,130').first().waitFor();
      await workbench.command('Saved Model: Show Log');
      const lines = workbench.page.locator('.part.panel .view-line');
      await lines
        .filter({ hasText: /Received\sresponse\s'\w+\/\w+/ })
        .first()
        .waitFor();
    });

    it('Report Issue opens a report with versions and without paths', async (editor) => {
      const { workbench, folder } = editor;
      await workbench.contextMenu('recommender', 'Open Saved Model');
      await workbench.view().getByText('48,130').first().waitFor();
      await workbench.command('Saved Model: Report Issue');
      const report = workbench.page.locator('.editor-instance .view-lines');
      const line = report.locator('.view-line');
      await line.filter({ hasText: /Shown:\ssaved-model,\sTensorFlow/ }).waitFor();
      await line.filter({ hasText: /TensorFlow:\s2\.\d+/ }).waitFor();
      const text = await report.first().innerText();
      assert.ok(!text.includes(path.basename(folder)), text);
      assert.ok(!text.includes('recommender'), text);
    });

    it('the walkthrough leads through it with pictures', async ({ workbench }) => {
      const { page } = workbench;
      await workbench.command('Welcome: Open Walkthrough');
      await page.locator('.quick-input-box input').fill('Saved Model');
      // Not by mouse: what it rests on may have a hover, which would lie over the list.
      await page.locator('.quick-input-list .focused', { hasText: 'Saved Model' }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByText('Prove the round trip').waitFor();
      const picture = page.locator('.getting-started-media img').first();
      await picture.waitFor();
      const width = () => picture.evaluate((image) => Reflect.get(image, 'naturalWidth') as number);
      for (let attempt = 0; attempt < 50 && (await width()) === 0; attempt++) {
        await page.waitForTimeout(100);
      }
      assert.ok((await width()) > 0, 'the picture did not load');
    });
  },
);

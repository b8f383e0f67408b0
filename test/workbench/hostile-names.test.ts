import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { audit, watchForScripts } from '../support/hostile/audit.ts';
import { writeHostileBundle, writeHostileModel } from '../support/hostile/model.ts';
import { flag, hostileNames } from '../support/hostile/names.ts';
import { workbenchSuite, type Editor } from '../support/workbench.ts';

const model = `<img src=x onerror="globalThis.${flag}=1"> \u202eldom`;
const run = 'run {{1+1}} ${2}';
const checkpoint = `ckpt ${hostileNames['handler']?.replaceAll('/', ' ') ?? ''}-1`;

/** Nothing on the page that is not as it looks; told by where it was found. */
async function assertClean({ workbench }: Editor, where: string): Promise<void> {
  const problems = await audit(workbench);
  assert.deepEqual([...new Set(problems)].slice(0, 20), [], where);
}

workbenchSuite(
  'hostile names',
  {
    fill: (folder) => {
      writeHostileModel(path.join(folder, model));
      mkdirSync(path.join(folder, run));
      for (const [name, bytes] of writeHostileBundle(checkpoint)) {
        writeFileSync(path.join(folder, run, name), bytes);
      }
    },
  },
  (it) => {
    let seen: readonly string[] = [];

    it('are text in Overview', async (editor) => {
      const { workbench } = editor;
      seen = watchForScripts(workbench);
      await workbench.contextMenu(model, 'Open Saved Model');
      await workbench.view().getByRole('heading', { level: 1 }).waitFor();
      await assertClean(editor, 'Overview');
    });

    it('are text in Architecture, layer by layer', async (editor) => {
      const { workbench } = editor;
      await workbench.showView('Architecture');
      const rows = workbench.view().getByRole('treegrid').getByRole('row');
      await rows.nth(2).click();
      for (let row = 0; row < 45; row++) {
        await workbench.page.keyboard.press('ArrowDown');
        if (row % 5 === 0) await assertClean(editor, `layer ${String(row)}`);
      }
    });

    it('are text in Signatures, one by one', async (editor) => {
      const { workbench } = editor;
      await workbench.showView('Signatures');
      await assertClean(editor, 'Signatures');
      const list = workbench.view().getByRole('navigation', { name: 'Signatures' });
      await list.getByRole('button').first().click();
      for (let row = 0; row < 45; row++) {
        await workbench.page.keyboard.press('ArrowDown');
        if (row % 5 === 0) await assertClean(editor, `signature ${String(row)}`);
      }
    });

    it('are text in Tensors, with their values', async (editor) => {
      const { workbench } = editor;
      const view = workbench.view();
      await workbench.showView('Tensors');
      const filter = view.getByRole('textbox', { name: 'Filter tensors' });
      await filter.fill('words');
      await view
        .getByRole('row', { name: /^words/ })
        .first()
        .click();
      await assertClean(editor, 'strings');
      await filter.fill('');
      await workbench.page.keyboard.press('ArrowDown');
      for (let row = 0; row < 88; row++) {
        await workbench.page.keyboard.press('ArrowDown');
        if (row % 8 === 0) await assertClean(editor, `tensor ${String(row)}`);
      }
      await filter.fill(hostileNames['element'] ?? '');
      await filter.fill(`${hostileNames['override'] ?? ''} nothing`);
      await view.getByText('No tensor of').waitFor();
      await assertClean(editor, 'a filter that nothing matches');
    });

    it('are text in Metadata, with what files hold', async (editor) => {
      const { workbench } = editor;
      await workbench.showView('Metadata');
      await assertClean(editor, 'Metadata');
    });

    it('are text in Verify, in the verdict too', async (editor) => {
      const { workbench } = editor;
      const view = workbench.view();
      await workbench.showView('Verify');
      await assertClean(editor, 'Verify');
      await view.getByRole('button', { name: 'Verify Round Trip' }).click();
      await view
        .getByText(/Cannot run|No baseline/)
        .first()
        .waitFor();
      await assertClean(editor, 'a verdict');
    });

    it('give nothing away in reports, and add nothing to them', async ({ workbench }) => {
      const lines = workbench.page.locator('.editor-instance .view-line');
      await workbench.command('Saved Model: Report Issue');
      await lines.filter({ hasText: /Shown:\ssaved-model/ }).waitFor();
      const text = await workbench.page.locator('.editor-instance .view-lines').first().innerText();
      assert.doesNotMatch(text, /hostile|img|\]\(/);
      await workbench.command('Saved Model: Show Memory');
      await lines.filter({ hasText: /Open:.*\\u202eldom/ }).waitFor();
    });

    it('are text for a checkpoint by such a name', async (editor) => {
      const { workbench } = editor;
      await workbench.expand(run);
      await workbench.entry(`${checkpoint}.index`).click();
      await workbench.page.locator('.tab.active', { hasText: 'ckpt' }).waitFor();
      for (const name of ['Tensors', 'Metadata', 'Overview']) {
        await workbench.showView(name);
        await assertClean(editor, name);
      }
    });

    it('have run no script, asked nothing and called nobody', async ({ workbench }) => {
      const ran = await workbench.page.evaluate(
        (name) => Reflect.get(globalThis, name) as unknown,
        flag,
      );
      assert.equal(ran, undefined);
      assert.deepEqual(seen, []);
    });
  },
);

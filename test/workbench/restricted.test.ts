import assert from 'node:assert/strict';
import { cpSync, existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { sendAsPage } from '../support/page-channel.ts';
import { chooseTheme, pageFrame } from '../support/page.ts';
import { processes } from '../support/processes.ts';
import { unreadable } from '../support/readable.ts';
import { until } from '../support/until.ts';
import { sample, workbenchSuite, type Editor } from '../support/workbench.ts';

interface Refusal {
  readonly id: number;
  readonly error: { readonly code: string; readonly message: string };
}

/** Keeps what the host tells the page of requests that it refuses. */
const listen = `
globalThis.refusals = [];
addEventListener('message', ({ data }) => {
  if (data?.type === 'error' && data.id > 9000) globalThis.refusals.push(data);
});`;

const keys = { verify: 'Control+Alt+1', getTensorFlow: 'Control+Alt+2' };

/** Looks every 50 ms for a process that runs models or fetches what runs them; answers with those it saw within 2 s. */
function watchForRunners({ data }: Editor): () => Promise<readonly string[]> {
  const found = new Set<string>();
  const end = Date.now() + 2_000;
  const watching = (async () => {
    while (Date.now() < end) {
      for (const { command } of processes()) {
        if (command.includes(data) && /runner\.cjs|\bpip\b/.test(command)) found.add(command);
      }
      await setTimeout(50);
    }
  })();
  return async () => {
    await watching;
    return [...found];
  };
}

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
    keybindings: [
      { key: 'ctrl+alt+1', command: 'savedModel.verify' },
      { key: 'ctrl+alt+2', command: 'savedModel.getTensorFlow' },
    ],
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

    it('a page that asks for it all the same is refused in a sentence, and nothing runs', async (editor) => {
      const { workbench } = editor;
      const frame = await pageFrame(workbench);
      await frame.evaluate(listen);
      await sendAsPage(
        workbench,
        ['verify/run', 'verify/record', 'runtime/setup'].map((method, index) => ({
          ...{ type: 'request', id: 9001 + index, method, lasting: false },
          params: { signature: 'serving_default', inputs: null, path: null },
        })),
      );
      const seen = watchForRunners(editor);
      await until('three refusals', () =>
        frame.evaluate<boolean>('globalThis.refusals.length === 3'),
      );
      const refusals = await frame.evaluate<readonly Refusal[]>('globalThis.refusals');
      assert.deepEqual(refusals.map(({ id }) => id).sort(), [9001, 9002, 9003]);
      for (const { error } of refusals) {
        assert.equal(error.code, 'untrusted');
        assert.match(
          error.message,
          /not trusted, and a model can run code: it is shown and not run/,
        );
      }
      assert.deepEqual(await seen(), []);
    });

    it('a key of one’s own for a command that runs models is refused, too', async (editor) => {
      const { workbench } = editor;
      const { page } = workbench;
      const view = workbench.view();
      await workbench.showView('Overview');
      const seen = watchForRunners(editor);
      await page.keyboard.press(keys.verify);
      await view.getByRole('tab', { name: 'Verify', selected: true }).waitFor();
      await view.getByText('Restricted Mode: shown, not run').waitFor();
      await page.keyboard.press(keys.getTensorFlow);
      await page
        .locator('.notifications-toasts')
        .getByText('This workspace is not trusted, and a model can run code')
        .waitFor();
      assert.deepEqual(await seen(), []);
      await workbench.command('Notifications: Clear All Notifications');
    });

    it('that nothing is run can be read in high contrast', async ({ workbench }) => {
      await chooseTheme(workbench, 'Dark High Contrast');
      for (const name of ['Verify', 'Overview']) {
        await workbench.showView(name);
        await workbench.view().getByText('Restricted Mode: shown, not run').waitFor();
        assert.deepEqual(await unreadable(await pageFrame(workbench)), [], name);
      }
      await workbench.showView('Verify');
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

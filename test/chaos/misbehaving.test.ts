import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { residentSize } from '../../src/process/resident-size.ts';
import { nonsense } from '../support/nonsense.ts';
import { serverProcess } from '../support/server-process.ts';
import { sample, workbenchSuite, type Editor } from '../support/workbench.ts';
import { sendAsPage } from '../support/page-channel.ts';
import { replaceServer } from './replaced-server.ts';

/** Asks the server something new, and waits for the answer. */
async function answers({ workbench }: Editor, question: string): Promise<void> {
  await workbench.showView('Tensors');
  const view = workbench.view();
  await view.getByRole('textbox', { name: 'Filter tensors' }).fill(question);
  await view.getByText(`matches “${question}”`).waitFor();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The extension host that has started a server. */
function hostOf(server: number): number {
  return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(server)], { encoding: 'utf8' }));
}

workbenchSuite(
  'servers and pages that misbehave',
  {
    fill: (folder) => {
      cpSync(sample('training-run'), path.join(folder, 'run'), { recursive: true });
    },
  },
  (it) => {
    const silent = 'The process that reads models does not answer';

    it('crashes whenever it starts: a card says so, also in a tab opened later', async (editor) => {
      const { workbench } = editor;
      replaceServer(editor, 'crashes-at-start.mjs');
      await workbench.expand('run');
      await workbench.entry('ckpt-4.index').click();
      const stopped = 'Reading stopped 5 times in three minutes';
      await workbench.view().getByText(stopped).waitFor();
      await workbench.entry('ckpt-5.index').click();
      await workbench.page.locator('.tab.active', { hasText: 'ckpt-5' }).waitFor();
      await workbench.view().getByText(stopped).waitFor();
      replaceServer(editor, null);
      await workbench.view().getByRole('button', { name: 'Restart Server' }).click();
      await answers(editor, 'here-again');
    });

    it('floods its output: all is read, little is kept, and the view goes on', async (editor) => {
      const first = await serverProcess(editor);
      const dist = replaceServer(editor, 'floods.mjs');
      await editor.workbench.command('Saved Model: Restart Server');
      const flooding = await serverProcess(editor, new Set([first]));
      const before = (await residentSize(hostOf(flooding))) ?? 0;
      await answers(editor, 'flooded');
      for (let tries = 0; !existsSync(path.join(dist, 'flooded')); tries++) {
        assert.ok(tries < 600, 'its output was not read to the end');
        await wait(100);
      }
      await answers(editor, 'flooded before');
      const grown = ((await residentSize(hostOf(flooding))) ?? 0) - before;
      assert.ok(grown < 150e6, `the extension host grew by ${String(grown)} bytes`);
    });

    it('never comes up: the view says so, and can restart it', async (editor) => {
      const { workbench } = editor;
      replaceServer(editor, 'hangs-at-start.mjs');
      await workbench.command('Saved Model: Restart Server');
      const banner = workbench.view().getByRole('status').filter({ hasText: silent });
      await banner.waitFor();
      replaceServer(editor, null);
      await banner.getByRole('button', { name: 'Restart Server' }).click();
      await banner.waitFor({ state: 'detached' });
      await answers(editor, 'up');
    });

    it('stops answering and goes on again: the view says the one and the other', async (editor) => {
      const { workbench } = editor;
      const pid = await serverProcess(editor);
      process.kill(pid, 'SIGSTOP');
      const view = workbench.view();
      await view.getByRole('textbox', { name: 'Filter tensors' }).fill('late');
      const banner = view.getByRole('status').filter({ hasText: silent });
      await banner.waitFor();
      process.kill(pid, 'SIGCONT');
      await banner.waitFor({ state: 'detached' });
      await view.getByText('matches “late”').waitFor();
    });

    it('stops answering for good: what was asked is answered by the next one', async (editor) => {
      const { workbench } = editor;
      const pid = await serverProcess(editor);
      process.kill(pid, 'SIGSTOP');
      const view = workbench.view();
      await view.getByRole('textbox', { name: 'Filter tensors' }).fill('never');
      const banner = view.getByRole('status').filter({ hasText: silent });
      await banner.getByRole('button', { name: 'Restart Server' }).click();
      await view.getByText('matches “never”').waitFor();
      await banner.waitFor({ state: 'detached' });
      for (let tries = 0; isAlive(pid); tries++) {
        assert.ok(tries < 300, 'the one that was stopped lives on');
        await wait(100);
      }
    });

    it('a page sends nonsense: it is ignored, and the rest goes on', async (editor) => {
      const { workbench } = editor;
      await answers(editor, 'before');
      const request = {
        type: 'request',
        method: 'artifact/tensors',
        params: {},
        lasting: false,
      };
      await sendAsPage(workbench, [
        ...Object.values(nonsense),
        // Of the right form, and still nonsense.
        ...[1, 1, 1, 2 ** 50].map((id) => ({ ...request, id })),
        { ...request, id: 901, params: { filter: 7, sort: '__proto__', offset: -1, limit: 1e9 } },
        { ...request, id: 902, params: { filter: '', session: 'another', progressToken: {} } },
        { ...request, id: 903, method: 'artifact/statistics', params: { tensors: 'all' } },
        { ...request, id: 904, method: 'artifact/preview', params: { path: '../../secret' } },
        { type: 'cancel', id: 12_345 },
        { type: 'host', action: 'open-file', path: '../../../../../../etc/passwd' },
        { type: 'ready' },
        { type: 'ready' },
        // The last one makes sense: what came before it has come, too.
        { type: 'host', action: 'show-log' },
      ]);
      await workbench.page.locator('.panel .action-item.checked', { hasText: 'Output' }).waitFor();
      await answers(editor, 'after');
      assert.equal(await workbench.page.locator('.tab', { hasText: 'passwd' }).count(), 0);
      // Nothing of it has ended the process, either.
      await workbench
        .view()
        .getByRole('status')
        .filter({ hasText: 'Reading stopped' })
        .waitFor({ state: 'detached' });
    });
  },
);

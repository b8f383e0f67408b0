import assert from 'node:assert/strict';
import path from 'node:path';
import { processes } from '../support/processes.ts';
import { writeSparseCheckpoint } from '../support/sparse-checkpoint.ts';
import { workbenchSuite, type Editor } from '../support/workbench.ts';

const megabyte = 1024 ** 2;

/** Bytes in memory of the extension host of this editor. */
function extensionHost({ data }: Editor): number {
  const all = processes();
  const servers = all.filter(({ command }) => command.includes(data)).map(({ pid }) => pid);
  const hosts = all.filter(
    ({ parent, command }) => servers.includes(parent) && command.includes('extensionHost'),
  );
  assert.equal(hosts.length, 1);
  return hosts[0]?.resident ?? 0;
}

/** Bytes of JavaScript's objects that the browser still needs: VS Code's own and those of every page in it. */
async function heap({ workbench: { page } }: Editor): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}

workbenchSuite(
  'large checkpoints',
  {
    fill: (folder) => {
      const write = (name: string, tensors: number, shape: readonly [number, number]) =>
        writeSparseCheckpoint(path.join(folder, name), { tensors, shape });
      assert.equal(write('one', 300, [4000, 250]), 1_200_000_000);
      assert.equal(write('five', 1250, [4000, 250]), 5_000_000_000);
      write('many', 100_000, [8, 4]);
    },
  },
  (it) => {
    /** Before anything was opened. */
    let smallest: number;

    it('bytes stay on their side: the browser gets under 2 MB of a checkpoint of 1.2 GB', async (editor) => {
      const { workbench } = editor;
      await workbench.quiet();
      smallest = extensionHost(editor);
      const before = workbench.received;
      await workbench.entry('one.index').click();
      const view = workbench.view();
      await view.getByText('300,000,000').first().waitFor();
      await workbench.showView('Architecture');
      await view
        .getByRole('row', { name: /layer_0/ })
        .first()
        .waitFor();
      await workbench.showView('Tensors');
      await view.getByRole('textbox', { name: 'Filter tensors' }).fill('layer_7/kernel');
      await view.getByRole('row', { name: /layer_7 \/ kernel/ }).dblclick();
      await view.getByRole('grid', { name: /Values/ }).waitFor();
      const received = workbench.received - before;
      assert.ok(received > 10_000 && received < 2 * megabyte, `${received} bytes`);
    });

    it('the extension host stays small whatever is open', async (editor) => {
      const { workbench } = editor;
      await workbench.entry('five.index').click();
      const view = workbench.view();
      await view.getByText('1,250,000,000').first().waitFor();
      await workbench.showView('Tensors');
      await view.getByText('1,250 tensors').first().waitFor();
      const grown = extensionHost(editor) - smallest;
      assert.ok(grown < 30 * megabyte, `${grown} bytes more`);
    });

    it('100,000 tensors take the page under 250 MB', async (editor) => {
      const { workbench } = editor;
      const before = await heap(editor);
      await workbench.entry('many.index').click();
      const view = workbench.view();
      await view.getByText('3,200,000').first().waitFor();
      await workbench.showView('Architecture');
      await view
        .getByRole('row', { name: /layer_0/ })
        .first()
        .waitFor();
      await workbench.showView('Tensors');
      await view.getByText('100,000 tensors').first().waitFor();
      const grown = (await heap(editor)) - before;
      assert.ok(grown < 250 * megabyte, `${grown} bytes more`);
    });
  },
);

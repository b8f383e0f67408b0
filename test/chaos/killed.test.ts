import assert from 'node:assert/strict';
import { serverProcess } from '../support/server-process.ts';
import { workbenchSuite } from '../support/workbench.ts';
import { fillForKills, freshWindow, kills } from './kills.ts';

workbenchSuite('a server that is killed', { fill: fillForKills }, (it) => {
  it('is started again, whatever the page was doing, and the view comes back', async (editor) => {
    const uses: string[] = [];
    for await (const { use } of kills(editor, 5, 1)) uses.push(use);
    assert.deepEqual(uses, ['open', 'filter', 'values', 'statistics', 'verify']);
  });

  it('is left alone after the fifth time, with a button that tries again', async (editor) => {
    const { workbench } = editor;
    await freshWindow(editor);
    await workbench.entry('large.index').click();
    await workbench.showView('Tensors');
    const view = workbench.view();
    const killed = new Set<number>();
    for (let death = 1; death <= 5; death++) {
      await view.getByRole('textbox', { name: 'Filter tensors' }).fill(`block_${String(death)}`);
      await view
        .getByRole('row', { name: `block_${String(death)}` })
        .first()
        .waitFor();
      const pid = await serverProcess(editor, killed);
      killed.add(pid);
      process.kill(pid, 'SIGKILL');
    }
    await view.getByText('Reading stopped 5 times in three minutes').waitFor();
    await view.getByRole('button', { name: 'Restart Server' }).click();
    await view.getByText('1 of 48 tensors').first().waitFor();
  });
});

import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sample, workbenchSuite, type Editor } from '../support/workbench.ts';

/** The process that reads models for an editor, once there is one that was not killed before. */
async function server({ data }: Editor, killed: ReadonlySet<number>): Promise<number> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const lines = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
    const [pid] = lines
      .filter((line) => line.includes(data) && line.includes('dist/server.js'))
      .map((line) => Number.parseInt(line))
      .filter((each) => !killed.has(each));
    if (pid !== undefined) return pid;
    await wait(100);
  }
  throw new Error('No server was started.');
}

workbenchSuite(
  'a server that dies',
  {
    fill: (folder) => {
      cpSync(sample('training-run'), path.join(folder, 'training-run'), { recursive: true });
    },
  },
  (it) => {
    const killed = new Set<number>();
    const kill = async (editor: Editor): Promise<void> => {
      const pid = await server(editor, killed);
      killed.add(pid);
      process.kill(pid, 'SIGKILL');
    };

    it('is started again, and the view comes back by itself', async (editor) => {
      await editor.workbench.contextMenu('training-run', 'Open Saved Model');
      const view = editor.workbench.view();
      await view.getByText('48,130').first().waitFor();
      await kill(editor);
      await view.getByRole('tab', { name: 'Tensors' }).click();
      await view.getByText('20 of 23 tensors').first().waitFor();
    });

    it('is left alone after the fifth time, with a button that tries again', async (editor) => {
      const view = editor.workbench.view();
      const filter = view.getByRole('textbox', { name: 'Filter tensors' });
      for (let death = 2; death <= 5; death++) {
        // It has to answer first: one that dies before did not start, which is another case.
        await filter.fill(death % 2 === 0 ? 'role:weight' : 'role:optimizer');
        await view
          .getByText(death % 2 === 0 ? '6 of 23' : '14 of 23')
          .first()
          .waitFor();
        await kill(editor);
      }
      await view.getByText('Reading stopped 5 times in three minutes').waitFor();
      await view.getByRole('button', { name: 'Restart Server' }).click();
      await view.getByRole('tab', { name: 'Overview' }).click();
      await view.getByText('48,130').first().waitFor();
    });
  },
);

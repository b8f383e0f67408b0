import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sample, workbenchSuite } from '../support/workbench.ts';

/** Processes on this machine that read models for an editor. */
function servers(): Set<number> {
  const lines = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return new Set(
    lines.filter((line) => line.includes('dist/server.js')).map((line) => Number.parseInt(line)),
  );
}

/** The one that is there and was not before. */
async function newServer(before: ReadonlySet<number>): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const [pid, ...others] = [...servers()].filter((each) => !before.has(each));
    assert.deepEqual(others, []);
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
    const before = servers();
    let pid: number;

    it('is started again, and the view comes back by itself', async ({ workbench }) => {
      await workbench.contextMenu('training-run', 'Open Saved Model');
      const view = workbench.view();
      await view.getByText('48,130').first().waitFor();
      pid = await newServer(before);
      process.kill(pid, 'SIGKILL');
      before.add(pid);
      pid = await newServer(before);
      await view.getByRole('tab', { name: 'Tensors' }).click();
      await view.getByText('20 of 23 tensors').first().waitFor();
    });

    it('is left alone after the fifth time, with a button that tries again', async ({
      workbench,
    }) => {
      for (let death = 2; death <= 5; death++) {
        process.kill(pid, 'SIGKILL');
        before.add(pid);
        if (death < 5) pid = await newServer(before);
        await wait(1000); // a process that dies before it has answered did not start, which is another case
      }
      const view = workbench.view();
      await view.getByText('Reading stopped 5 times in three minutes').waitFor();
      await view.getByRole('button', { name: 'Restart Server' }).click();
      await view.getByRole('tab', { name: 'Overview' }).click();
      await view.getByText('48,130').first().waitFor();
    });
  },
);

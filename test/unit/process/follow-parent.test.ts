import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('spinning-child.ts', import.meta.url));

test('a process that never yields ends with a parent that was killed', async () => {
  const start = `require('node:child_process').spawn(process.execPath, ['--import', 'tsx', ${JSON.stringify(entry)}], { stdio: 'inherit', detached: true })`;
  const parent = spawn(process.execPath, ['-e', start], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await once(parent.stdout, 'data')) as [Buffer];
  const child = Number(said.toString());
  try {
    process.kill(child, 0);
    parent.kill('SIGKILL');
    for (let tries = 0; isAlive(child); tries++) {
      assert.ok(tries < 600, 'it lives on');
      await sleep(50);
    }
  } finally {
    if (isAlive(child)) process.kill(child, 'SIGKILL');
  }
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

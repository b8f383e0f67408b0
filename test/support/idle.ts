import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

/** Waits until a process uses no processor time any more; fails where it goes on for `limit` milliseconds. */
export async function untilIdle(pid: number, limit: number): Promise<void> {
  const used = () => execFileSync('ps', ['-o', 'time=', '-p', String(pid)], { encoding: 'utf8' });
  for (const end = Date.now() + limit; ;) {
    const before = used();
    await wait(2_500); // `ps` counts whole seconds
    if (used() === before) return;
    if (Date.now() > end) throw new Error(`The process ${pid} works on and on.`);
  }
}

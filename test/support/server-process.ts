import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import type { Editor } from './workbench.ts';

/** Command lines by process id, the youngest last. */
function processes(): readonly (readonly [pid: number, command: string])[] {
  return execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => [Number.parseInt(line), line.trim().replace(/^\d+ /, '')]);
}

/**
 * The process that reads models for an editor, as soon as there is one.
 * @param ended those that were killed and may still be listed
 */
export async function serverProcess(
  { data }: Editor,
  ended: ReadonlySet<number> = new Set(),
): Promise<number> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const found = processes().filter(
      ([pid, command]) =>
        !ended.has(pid) && command.includes(data) && command.includes('dist/server.js'),
    );
    const [pid] = found.at(-1) ?? [];
    if (pid !== undefined) return pid;
    await wait(50);
  }
  throw new Error('No server was started.');
}

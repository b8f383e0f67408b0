import { spawn, type ChildProcess } from 'node:child_process';

/**
 * Ends a child that leads its own process group, and with it everything that the child has started, at once and
 * whatever it is doing. Harmless where it has ended already.
 */
export function killGroup(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' }).on('error', () => {
      child.kill('SIGKILL');
    });
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // No such group: the child has ended, or has not come so far as to lead one.
    child.kill('SIGKILL');
  }
}

const alive = new Set<ChildProcess>();
let hooked = false;

/** Ends the child when this process exits, so that a hung one is not left behind. */
export function endWithThisProcess(child: ChildProcess): void {
  if (!hooked) {
    hooked = true;
    process.on('exit', () => {
      for (const each of alive) killGroup(each);
    });
  }
  alive.add(child);
  child.once('exit', () => alive.delete(child));
}

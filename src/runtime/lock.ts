import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { throwIfCancelled } from '../core/cancel.ts';

/** Milliseconds between two signs of life of a lock's owner. */
const beat = 2000;
/** Milliseconds without one after which the owner is taken for dead, on whatever machine it ran. */
const staleAfter = 30_000;

/**
 * Does something that only one process at a time should do, waiting while another does it. The lock is a folder,
 * made in one step; a dead owner's is taken over. It saves work, not data: two owners at once, which a clock or a
 * network disk could cause, would only do the same thing twice.
 * @param waiting called each time it is found taken
 * @throws AppError `cancelled`
 */
export async function withLock<Result>(
  folder: string,
  signal: AbortSignal | undefined,
  waiting: () => void,
  work: () => Promise<Result>,
): Promise<Result> {
  await mkdir(path.dirname(folder), { recursive: true });
  while (!(await take(folder))) {
    throwIfCancelled(signal);
    if (await isStale(folder)) {
      await discard(folder);
    } else {
      waiting();
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
  const timer = setInterval(() => {
    const now = new Date();
    void utimes(folder, now, now).catch(() => undefined);
  }, beat);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await discard(folder);
  }
}

async function take(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  await writeFile(path.join(folder, 'owner'), `${hostname()} ${String(process.pid)}`);
  return true;
}

async function isStale(folder: string): Promise<boolean> {
  const found = await stat(folder).catch(() => null);
  if (!found) return false; // just given back
  if (Date.now() - found.mtimeMs > staleAfter) return true;
  const owner = await readFile(path.join(folder, 'owner'), 'utf8').catch(() => '');
  const [host, pid] = owner.split(' ');
  return host === hostname() && !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Out of the way in one step, then deleted. */
async function discard(folder: string): Promise<void> {
  const away = `${folder}.${randomUUID()}`;
  await rename(folder, away).catch(() => undefined);
  await rm(away, { recursive: true, force: true });
}

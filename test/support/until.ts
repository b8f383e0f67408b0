import { setTimeout as wait } from 'node:timers/promises';

/** Waits for what is bound to come, however busy the machine; fails where it has not come after half a minute. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await holds());) {
    if (Date.now() > end) throw new Error(`Waited in vain: ${what}.`);
    await wait(5);
  }
}

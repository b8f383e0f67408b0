import { setTimeout as wait } from 'node:timers/promises';
import { cancelled, throwIfCancelled } from '../core/cancel.ts';

/** All in milliseconds. */
export interface Pace {
  /** Between two looks while nothing changes. */
  readonly rest: number;
  /** How long something must have stayed the same to have settled. */
  readonly quiet: number;
  /** What goes on changing is told after this. */
  readonly longest: number;
}

export const pace: Pace = { rest: 1000, quiet: 500, longest: 5000 };

/** Looking may take this share of the time at most: a folder of thousands of files on a slow disk takes long. */
const share = 0.05;

/**
 * Waits until `look` finds something else than `known` and that has settled, because training writes in bursts.
 * It looks again and again and lets no system tell it of changes: those do not tell over networks and into
 * containers, run out of watches, and lose a file that another one takes the place of.
 *
 * @returns what it found
 * @throws AppError `cancelled` when `signal` fires
 */
export async function settledChange<T>(
  look: () => Promise<T>,
  known: T,
  signal: AbortSignal,
  { rest, quiet, longest }: Pace = pace,
): Promise<T> {
  let last = known;
  let lastSince = 0;
  let changedSince = 0;
  for (;;) {
    throwIfCancelled(signal);
    const start = performance.now();
    const found = await look();
    const now = performance.now();
    if (found !== last) {
      if (last === known) changedSince = now;
      last = found;
      lastSince = now;
    }
    const changed = found !== known;
    if (changed && (now - lastSince >= quiet || now - changedSince >= longest)) return found;
    await pause(Math.max(changed ? quiet / 2 : rest, (now - start) / share), signal);
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(milliseconds, undefined, { signal });
  } catch {
    throw cancelled();
  }
}

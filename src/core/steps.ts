import type { Pacer } from './pacer.ts';

/**
 * A computation that can be left after every step and taken up again: written as if it ran at once, and run so
 * that others get their turn. Awaiting in every step would cost more than the steps.
 */
export type Steps<T> = Generator<undefined, T, undefined>;

/**
 * Runs it to its end, with pauses.
 * @throws AppError `cancelled` when the pacer's signal fires, and whatever the computation throws
 */
export async function inTurns<T>(steps: Steps<T>, pacer: Pacer): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (pacer.due) await pacer.pause();
  }
}

/** `items.map(work)`, an item a step. */
export function* mapSteps<From, To>(
  items: Iterable<From>,
  work: (item: From, index: number) => To,
): Steps<To[]> {
  const all: To[] = [];
  for (const item of items) {
    all.push(work(item, all.length));
    yield;
  }
  return all;
}

/** `items.forEach(work)`, an item a step. */
export function* eachStep<Item>(
  items: Iterable<Item>,
  work: (item: Item, index: number) => void,
): Steps<void> {
  let index = 0;
  for (const item of items) {
    work(item, index++);
    yield;
  }
}

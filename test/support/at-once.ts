import type { Steps } from '../../src/core/steps.ts';

/** Runs a computation without a pause. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

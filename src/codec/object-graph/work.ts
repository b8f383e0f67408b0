import { limits } from '../../protocol/limits.ts';

/**
 * Steps that may be spent on one object graph: layers that share layers that share layers would else cost more
 * than any real model is worth.
 */
export class Work {
  #left: number = limits.objectGraphReferences;
  #exhausted = false;

  /** Whether something was left undone, so that what was told is incomplete. */
  get exhausted(): boolean {
    return this.#exhausted;
  }

  /** Takes steps; false where none are left. */
  spend(steps: number): boolean {
    this.#left -= steps;
    if (this.#left < 0) this.#exhausted = true;
    return !this.#exhausted;
  }
}

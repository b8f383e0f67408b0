import type { Method, Progress } from '../../src/protocol/requests.ts';
import { Observable } from './observable.ts';

/** Something that is being done and takes long enough to say so. */
export interface Activity {
  readonly method: Method;
  /** null before the first report. */
  readonly progress: Progress | null;
  readonly stop: () => void;
}

/** How long something may take before it is said, milliseconds: what is done sooner would only flicker. */
const patience = 300;

/** What the page waits for. */
export class Activities extends Observable {
  readonly #slow = new Map<symbol, Activity>();

  /** Those that take long, the oldest first. */
  get slow(): readonly Activity[] {
    return [...this.#slow.values()];
  }

  begin(
    method: Method,
    stop: () => void,
  ): { readonly report: (progress: Progress) => void; readonly end: () => void } {
    const key = Symbol(method);
    let progress: Progress | null = null;
    const show = (): void => {
      this.#slow.set(key, { method, progress, stop });
      this.changed();
    };
    const timer = setTimeout(show, patience);
    return {
      report: (report) => {
        progress = report;
        if (this.#slow.has(key)) show();
      },
      end: () => {
        clearTimeout(timer);
        if (this.#slow.delete(key)) this.changed();
      },
    };
  }
}

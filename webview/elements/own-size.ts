import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Tells how large its host is, at first and whenever that changes, as long as it is on the page. */
export class OwnSize implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #observer: ResizeObserver;

  /** `onSize`: CSS pixels; 0 for what is out of sight. */
  constructor(
    host: ReactiveControllerHost & Element,
    onSize: (size: { readonly width: number; readonly height: number }) => void,
  ) {
    this.#host = host;
    this.#observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) onSize(entry.contentRect);
    });
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }
}

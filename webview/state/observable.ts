import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Something that views watch. Changes of one task are told once, after it. */
export abstract class Observable {
  readonly #listeners = new Set<() => void>();
  #told = true;

  /** Returns what ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  protected changed(): void {
    if (!this.#told) return;
    this.#told = false;
    queueMicrotask(() => {
      this.#told = true;
      for (const listener of this.#listeners) listener();
    });
  }
}

/** Renders its host again whenever one of the observables that it names has changed. */
export class Watch implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #watched: () => readonly Observable[];
  #subscriptions = new Map<Observable, () => void>();

  constructor(host: ReactiveControllerHost, watched: () => readonly Observable[]) {
    this.#host = host;
    this.#watched = watched;
    host.addController(this);
  }

  /** What is watched hangs on the host's properties, so it is looked at before every render. */
  hostUpdate(): void {
    const wanted = new Set(this.#watched());
    for (const [observable, end] of this.#subscriptions) {
      if (wanted.has(observable)) continue;
      end();
      this.#subscriptions.delete(observable);
    }
    for (const observable of wanted) {
      if (this.#subscriptions.has(observable)) continue;
      this.#subscriptions.set(
        observable,
        observable.subscribe(() => {
          this.#host.requestUpdate();
        }),
      );
    }
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    for (const end of this.#subscriptions.values()) end();
    this.#subscriptions.clear();
  }
}

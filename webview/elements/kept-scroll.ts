import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ScrollPlace, ScrollPosition } from '../state/memory.ts';

/** What a person does to a scroller; from then on it is theirs. */
const touches = ['wheel', 'pointerdown', 'keydown'] as const;

/**
 * Keeps where a scroller is, and brings it there again when the page is another: as soon as there is as much to
 * scroll over as there was, for what it shows may come bit by bit.
 */
export class KeptScroll implements ReactiveController {
  readonly #find: () => HTMLElement | null;
  readonly #placeOf: () => ScrollPlace | null;
  readonly #content = new ResizeObserver(() => {
    this.#restore();
  });
  #scroller: HTMLElement | null = null;
  #place: ScrollPlace | null = null;
  #wanted: ScrollPosition | null = null;

  /** `place`: another one is another content of the scroller; null where nothing is kept. */
  constructor(
    host: ReactiveControllerHost,
    scroller: () => HTMLElement | null,
    place: () => ScrollPlace | null,
  ) {
    this.#find = scroller;
    this.#placeOf = place;
    host.addController(this);
  }

  /** It stays where it is put now. */
  readonly release = (): void => {
    this.#wanted = null;
    this.#content.disconnect();
  };

  hostUpdated(): void {
    const [scroller, place] = [this.#find(), this.#placeOf()];
    if (scroller !== this.#scroller || place !== this.#place) this.#begin(scroller, place);
    if (this.#wanted === null || scroller === null) return;
    for (const child of scroller.children) this.#content.observe(child);
    this.#restore();
  }

  hostDisconnected(): void {
    this.#begin(null, null);
  }

  #begin(scroller: HTMLElement | null, place: ScrollPlace | null): void {
    this.release();
    for (const touch of touches) this.#scroller?.removeEventListener(touch, this.release);
    this.#scroller?.removeEventListener('scrollend', this.#keep);
    this.#scroller = scroller;
    this.#place = place;
    this.#wanted = place?.kept ?? null;
    for (const touch of touches) scroller?.addEventListener(touch, this.release, { passive: true });
    scroller?.addEventListener('scrollend', this.#keep);
  }

  #restore(): void {
    if (this.#scroller === null || this.#wanted === null) return;
    const { top, left } = this.#wanted;
    this.#scroller.scrollTo({ top, left, behavior: 'instant' });
    const { scrollTop, scrollLeft } = this.#scroller;
    if (Math.abs(scrollTop - top) < 1 && Math.abs(scrollLeft - left) < 1) this.release();
  }

  readonly #keep = (): void => {
    if (this.#scroller === null || this.#wanted !== null) return;
    const { scrollTop: top, scrollLeft: left } = this.#scroller;
    this.#place?.keep({ top, left });
  };
}

import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualItem,
} from '@tanstack/virtual-core';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Rows of one height below a sticky head: which of them are on screen. Lengths in CSS pixels. */
export class VirtualRows implements ReactiveController {
  readonly #virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  readonly #rowHeight: number;
  readonly #headHeight: () => number;
  #unmount: (() => void) | null = null;

  constructor(
    host: ReactiveControllerHost,
    scroller: () => HTMLElement | null,
    rowHeight: number,
    headHeight: () => number,
  ) {
    this.#rowHeight = rowHeight;
    this.#headHeight = headHeight;
    this.#virtualizer = new Virtualizer<HTMLElement, HTMLElement>({
      count: 0,
      getScrollElement: scroller,
      estimateSize: () => rowHeight,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      overscan: 4,
      onChange: () => {
        host.requestUpdate();
      },
    });
    host.addController(this);
  }

  /** Rows to draw of `count`; `start` is from the first row's top. */
  items(count: number): readonly VirtualItem[] {
    if (count !== this.#virtualizer.options.count) {
      this.#virtualizer.setOptions({ ...this.#virtualizer.options, count });
    }
    return this.#virtualizer.getVirtualItems();
  }

  /** First and last row in sight, the last one cut off or not. */
  get range(): { readonly first: number; readonly last: number } {
    const range = this.#virtualizer.calculateRange();
    return { first: range?.startIndex ?? 0, last: range?.endIndex ?? 0 };
  }

  get rowsPerPage(): number {
    const height = (this.#virtualizer.scrollRect?.height ?? 0) - this.#headHeight();
    return Math.max(1, Math.floor(height / this.#rowHeight) - 1);
  }

  /** Brings a row fully into sight, moving as little as it takes. */
  reveal(index: number): void {
    const scroller = this.#virtualizer.scrollElement;
    if (scroller === null) return;
    const top = index * this.#rowHeight;
    const height = scroller.clientHeight - this.#headHeight();
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + this.#rowHeight > scroller.scrollTop + height) {
      scroller.scrollTop = top + this.#rowHeight - height;
    }
  }

  hostConnected(): void {
    this.#unmount = this.#virtualizer._didMount();
  }

  hostUpdated(): void {
    this.#virtualizer._willUpdate();
  }

  hostDisconnected(): void {
    this.#unmount?.();
    this.#unmount = null;
  }
}

/** Browsers cut elements near 33 million pixels; what is longer is scrolled in proportion. */
const mostPixels = 12_000_000;

/** What of an axis is in sight. */
export interface Sight {
  readonly first: number;
  /** Pixels of `first` that are scrolled out of sight already. */
  readonly shift: number;
}

/**
 * Items of one size in a row, more of them than a browser could lay out. Up to the browser's limit they are
 * scrolled by pixels, beyond it in proportion and by whole items. Lengths in CSS pixels.
 */
export class ScrollAxis {
  readonly #count: number;
  readonly #size: number;
  readonly #sight: number;

  /** `sight`: room for the items, without head or row numbers. */
  constructor(count: number, size: number, sight: number) {
    this.#count = count;
    this.#size = size;
    this.#sight = sight;
  }

  /** Length to scroll over. */
  get extent(): number {
    return Math.min(this.#count * this.#size, mostPixels);
  }

  /** Items that are wholly in sight; one at least. */
  get whole(): number {
    return Math.max(1, Math.floor(this.#sight / this.#size));
  }

  get #proportional(): boolean {
    return this.#count * this.#size > mostPixels;
  }

  get #last(): number {
    return Math.max(0, this.#count - 1);
  }

  at(scroll: number): Sight {
    if (!this.#proportional) {
      const first = Math.min(this.#last, Math.max(0, Math.floor(scroll / this.#size)));
      return { first, shift: scroll - first * this.#size };
    }
    const most = this.extent - this.#sight;
    const part = Math.min(1, Math.max(0, scroll / most));
    return { first: Math.round(part * (this.#count - this.whole)), shift: 0 };
  }

  /** The scroll position that has an item first. */
  scrollTo(item: number): number {
    const within = Math.min(this.#last, Math.max(0, item));
    if (!this.#proportional) return within * this.#size;
    const part = Math.min(1, within / (this.#count - this.whole));
    return part * (this.extent - this.#sight);
  }

  /** The scroll position nearest to the present one that has an item wholly in sight. */
  reveal(item: number, scroll: number): number {
    const { first, shift } = this.at(scroll);
    const full = shift > 0 ? first + 1 : first;
    if (item < full) return this.scrollTo(item);
    if (item < first + this.whole) return scroll;
    return this.scrollTo(item - this.whole + 1);
  }
}

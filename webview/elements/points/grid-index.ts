/** Points in a cell, on average. */
const perCell = 2;

/** Finds the point next to a place without looking at all of them. */
export class GridIndex {
  readonly #places: ArrayLike<number>;
  readonly #left: number;
  readonly #top: number;
  readonly #cell: number;
  readonly #columns: number;
  readonly #lines: number;
  /** Where the points of each cell begin in `#points`; one more than there are cells. */
  readonly #starts: Uint32Array;
  readonly #points: Uint32Array;

  /** `places`: x and y of each point; what is no finite number is nowhere. */
  constructor(places: ArrayLike<number>) {
    this.#places = places;
    const count = Math.floor(places.length / 2);
    const { left, top, width, height } = spread(places);
    this.#left = left;
    this.#top = top;
    const area = Math.max(width, height) ** 2;
    this.#cell = Math.sqrt((area * perCell) / Math.max(1, count)) || 1;
    this.#columns = Math.floor(width / this.#cell) + 1;
    this.#lines = Math.floor(height / this.#cell) + 1;
    this.#starts = new Uint32Array(this.#columns * this.#lines + 1);
    const cells = new Int32Array(count);
    for (let point = 0; point < count; point += 1) {
      const cell = this.#cellOf(point);
      cells[point] = cell;
      if (cell >= 0) this.#starts[cell + 1] = (this.#starts[cell + 1] ?? 0) + 1;
    }
    for (let cell = 0; cell < this.#starts.length - 1; cell += 1) {
      this.#starts[cell + 1] = (this.#starts[cell + 1] ?? 0) + (this.#starts[cell] ?? 0);
    }
    this.#points = new Uint32Array(this.#starts.at(-1) ?? 0);
    const next = this.#starts.slice();
    for (let point = 0; point < count; point += 1) {
      const cell = cells[point] ?? -1;
      if (cell < 0) continue;
      const at = next[cell] ?? 0;
      this.#points[at] = point;
      next[cell] = at + 1;
    }
  }

  /** The point that is nearest to a place and no farther than `radius`; −1 where there is none. */
  nearest(x: number, y: number, radius: number): number {
    let found = -1;
    let least = radius * radius;
    const within = (value: number, most: number): number => Math.min(most, Math.max(0, value));
    const across = (value: number): number => Math.floor((value - this.#left) / this.#cell);
    const down = (value: number): number => Math.floor((value - this.#top) / this.#cell);
    const [first, last] = [
      within(across(x - radius), this.#columns - 1),
      within(across(x + radius), this.#columns - 1),
    ];
    const lastLine = within(down(y + radius), this.#lines - 1);
    for (let line = within(down(y - radius), this.#lines - 1); line <= lastLine; line += 1) {
      const row = line * this.#columns;
      // Cells of one line lie one after the other, and so do their points.
      const end = this.#starts[row + last + 1] ?? 0;
      for (let at = this.#starts[row + first] ?? 0; at < end; at += 1) {
        const point = this.#points[at] ?? 0;
        const dx = (this.#places[2 * point] ?? NaN) - x;
        const dy = (this.#places[2 * point + 1] ?? NaN) - y;
        const far = dx * dx + dy * dy;
        if (far > least) continue;
        least = far;
        found = point;
      }
    }
    return found;
  }

  #cellOf(point: number): number {
    const [x = NaN, y = NaN] = [this.#places[2 * point], this.#places[2 * point + 1]];
    if (!Number.isFinite(x) || !Number.isFinite(y)) return -1;
    const column = Math.floor((x - this.#left) / this.#cell);
    return Math.floor((y - this.#top) / this.#cell) * this.#columns + column;
  }
}

/** What all points that are somewhere lie in; an empty part at 0 where there is none. */
export function spread(places: ArrayLike<number>): {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
} {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = 0; at + 1 < places.length; at += 2) {
    const [x = NaN, y = NaN] = [places[at], places[at + 1]];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  if (left > right) return { left: 0, top: 0, width: 0, height: 0 };
  return { left, top, width: right - left, height: bottom - top };
}

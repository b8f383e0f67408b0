import { overlap, type Rect } from './geometry.ts';

/** Side of a cell of the index. Pixels. */
const cell = 128;

/** Parts of the plane by where they lie, so that each is held against its neighbours alone. */
export class Taken {
  readonly #cells = new Map<string, Rect[]>();

  #keys({ x, y, width, height }: Rect): readonly string[] {
    const keys: string[] = [];
    for (let column = Math.floor(x / cell); column <= Math.floor((x + width) / cell); column += 1)
      for (let row = Math.floor(y / cell); row <= Math.floor((y + height) / cell); row += 1)
        keys.push(`${column} ${row}`);
    return keys;
  }

  add(rect: Rect): void {
    for (const key of this.#keys(rect)) {
      const cellRects = this.#cells.get(key);
      if (cellRects === undefined) this.#cells.set(key, [rect]);
      else cellRects.push(rect);
    }
  }

  isFree(rect: Rect): boolean {
    return this.#keys(rect).every(
      (key) => this.#cells.get(key)?.some((other) => overlap(rect, other)) !== true,
    );
  }
}

import type { Point } from './geometry.ts';

export interface PointerActions {
  /** By so many CSS pixels. */
  readonly onPan: (dx: number, dy: number) => void;
  /** `point`: in the pane. */
  readonly onZoom: (point: Point, factor: number) => void;
  /** Neither moved nor held with another. */
  readonly onClick: (point: Point) => void;
}

/** A hand trembles: what moves less is a click. CSS pixels. */
const slack = 3;

/** What fingers, pens and the mouse do on a pane: one pans or clicks, two pinch. */
export class Pointers {
  readonly #actions: PointerActions;
  readonly #held = new Map<number, Point>();
  #start: Point = { x: 0, y: 0 };
  #moved = false;

  constructor(actions: PointerActions) {
    this.#actions = actions;
  }

  /** `pans`: whether it may be moved at all, or clicked only. */
  down(event: PointerEvent, pans: boolean): void {
    if (event.button !== 0) return;
    const pane = event.currentTarget as HTMLElement;
    const at = (pointer: PointerEvent): Point => {
      const { left, top } = pane.getBoundingClientRect();
      return { x: pointer.clientX - left, y: pointer.clientY - top };
    };
    if (this.#held.size === 0) {
      this.#start = at(event);
      this.#moved = false;
    } else this.#moved = true;
    this.#held.set(event.pointerId, at(event));
    const onMove = (move: PointerEvent): void => {
      if (move.pointerId === event.pointerId && pans) this.#move(move, pane, at(move));
    };
    const onEnd = (end: PointerEvent): void => {
      if (end.pointerId !== event.pointerId) return;
      this.#held.delete(event.pointerId);
      removeEventListener('pointermove', onMove);
      removeEventListener('pointerup', onEnd);
      removeEventListener('pointercancel', onEnd);
      if (this.#held.size === 0) pane.classList.remove('panning');
      if (!this.#moved && end.type === 'pointerup') this.#actions.onClick(at(end));
    };
    addEventListener('pointermove', onMove);
    addEventListener('pointerup', onEnd);
    addEventListener('pointercancel', onEnd);
  }

  #move(event: PointerEvent, pane: HTMLElement, to: Point): void {
    const from = this.#held.get(event.pointerId);
    if (from === undefined) return;
    if (!this.#moved && Math.hypot(to.x - this.#start.x, to.y - this.#start.y) <= slack) return;
    if (!this.#moved || !pane.hasPointerCapture(event.pointerId)) {
      this.#moved = true;
      pane.setPointerCapture(event.pointerId);
      pane.classList.add('panning');
    }
    this.#held.set(event.pointerId, to);
    const other = [...this.#held].find(([id]) => id !== event.pointerId)?.[1];
    if (other === undefined) {
      this.#actions.onPan(to.x - from.x, to.y - from.y);
      return;
    }
    const middle = { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 };
    const [before, now] = [apart(from, other), apart(to, other)];
    this.#actions.onPan((to.x - from.x) / 2, (to.y - from.y) / 2);
    if (before > 0) this.#actions.onZoom(middle, now / before);
  }
}

function apart(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

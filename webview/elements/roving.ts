import { noChange } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';
import { Typed } from './list-keys.ts';

export interface RovingOptions {
  /** CSS selector of what the focus goes to. */
  readonly items: string;
  /** Whether the arrows that move are left and right, or up and down. */
  readonly along: 'row' | 'column';
}

/**
 * Makes several controls one stop of the Tab key: arrows, Home, End and letters move among them, round and
 * round. Tab comes back to the one that had the focus last, at first to the one that is current.
 */
class Roving extends Directive {
  readonly #typed = new Typed();
  #container: HTMLElement | null = null;
  #options: RovingOptions = { items: 'button', along: 'row' };
  #last: HTMLElement | null = null;

  override render(_options: RovingOptions): unknown {
    return noChange;
  }

  override update({ element }: ElementPart, [options]: [RovingOptions]): unknown {
    this.#options = options;
    if (this.#container === null) {
      this.#container = element as HTMLElement;
      this.#container.addEventListener('keydown', (event) => {
        this.#onKey(event);
      });
      this.#container.addEventListener('focusin', (event) => {
        this.#stop(event.target as HTMLElement);
      });
    }
    // What stands in the element is rendered after it.
    queueMicrotask(() => {
      this.#stop(this.#last);
    });
    return noChange;
  }

  #items(): readonly HTMLElement[] {
    return [...(this.#container?.querySelectorAll<HTMLElement>(this.#options.items) ?? [])];
  }

  /** Makes this, or where it is gone the current or first item, the one that Tab comes to. */
  #stop(wanted: HTMLElement | null): void {
    const items = this.#items();
    const current = items.find((item) => item.ariaCurrent === 'true') ?? items[0];
    const stop = wanted !== null && items.includes(wanted) ? wanted : current;
    for (const item of items) item.tabIndex = item === stop ? 0 : -1;
    if (wanted === stop) this.#last = wanted;
  }

  #onKey(event: KeyboardEvent): void {
    const items = this.#items();
    const at = items.indexOf(event.target as HTMLElement);
    if (at === -1 || event.altKey || event.shiftKey) return;
    const next = this.#next(event, items, at);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    next.focus();
  }

  #next(event: KeyboardEvent, items: readonly HTMLElement[], at: number): HTMLElement | undefined {
    const row = this.#options.along === 'row';
    switch (event.key) {
      case row ? 'ArrowRight' : 'ArrowDown':
        return items[(at + 1) % items.length];
      case row ? 'ArrowLeft' : 'ArrowUp':
        return items.at(at - 1);
      case 'Home':
        return items[0];
      case 'End':
        return items.at(-1);
      default: {
        const text = this.#typed.add(event);
        if (text === null) return undefined;
        const from = text.length === 1 ? at + 1 : at;
        return [...items.slice(from), ...items.slice(0, from)].find((item) =>
          item.innerText.trim().toLowerCase().startsWith(text),
        );
      }
    }
  }
}

/** `<div ${roving({ items: 'button', along: 'row' })}>` */
export const roving = directive(Roving);

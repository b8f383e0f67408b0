import type { Memory } from './state/memory.ts';

/** Milliseconds between two looks for what had the focus, and how long it may take to be there. */
const pause = 50;
const patience = 10_000;

/** What the focus can go to. */
const focusable = 'button, a[href], input, textarea, [tabindex]';

/** What tells a control from all others of the page, and is the same when the page is another. */
function keyOf(element: Element): string {
  const { localName, role, ariaLabel, textContent } = element as HTMLElement;
  return [localName, role ?? '', ariaLabel ?? textContent.trim().slice(0, 80)].join(' ');
}

/** What has the focus, however deep in the page. */
function focusedElement(): Element | null {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at === document.body ? null : at;
}

/**
 * Keeps what has the focus, and gives it the focus again when the page is another: as soon as it is there, for views
 * come bit by bit. Nothing is taken from who works elsewhere in VS Code, and nothing from who does something first.
 */
export class KeptFocus {
  readonly #root: HTMLElement;
  #wanted: string | null;
  #looking: ReturnType<typeof setInterval> | undefined;

  constructor(root: HTMLElement, memory: Memory) {
    this.#root = root;
    this.#wanted = memory.get('focus');
    // Of a move inside a shadow root nobody outside of it is told, so it is looked at when it may have moved.
    for (const moved of ['keyup', 'pointerup', 'blur']) {
      addEventListener(
        moved,
        () => {
          const element = focusedElement();
          if (this.#wanted === null && element !== null) memory.set('focus', keyOf(element));
        },
        { capture: true },
      );
    }
    for (const touch of ['pointerdown', 'keydown']) {
      addEventListener(touch, this.release, { capture: true });
    }
    addEventListener('focus', () => {
      this.#look();
    });
    this.#look();
  }

  /** Where the focus is now it stays. */
  readonly release = (): void => {
    this.#wanted = null;
    clearInterval(this.#looking);
  };

  #look(): void {
    clearInterval(this.#looking);
    if (this.#wanted === null) return;
    const end = performance.now() + patience;
    this.#looking = setInterval(() => {
      if (!document.hasFocus()) return;
      const found = this.#find();
      found?.focus({ preventScroll: true });
      if (found !== undefined || performance.now() > end) this.release();
    }, pause);
  }

  #find(): HTMLElement | undefined {
    const roots = [this.#root.shadowRoot];
    for (let root = roots.pop(); root !== undefined; root = roots.pop()) {
      for (const element of root?.querySelectorAll<HTMLElement>('*') ?? []) {
        if (element.shadowRoot !== null) roots.push(element.shadowRoot);
        if (element.matches(focusable) && keyOf(element) === this.#wanted) return element;
      }
    }
    return undefined;
  }
}

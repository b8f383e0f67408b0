import { nothing } from 'lit';
import { directive, Directive, type ChildPart } from 'lit/directive.js';
import { setCommittedValue } from 'lit/directive-helpers.js';

/** As `keyed` of Lit, and what takes the place of an element that has the focus takes over the focus. */
class KeyedFocus extends Directive {
  #key: unknown = nothing;

  override render(_key: unknown, content: unknown): unknown {
    return content;
  }

  override update(part: ChildPart, [key, content]: [unknown, unknown]): unknown {
    if (key === this.#key) return content;
    const before = part.startNode?.nextSibling;
    if (before instanceof Element && before.matches(':focus')) {
      queueMicrotask(() => {
        const after = part.startNode?.nextSibling;
        if (after instanceof HTMLElement) after.focus();
      });
    }
    // Without a value, Lit makes the elements anew.
    setCommittedValue(part);
    this.#key = key;
    return content;
  }
}

export const keyedFocus = directive(KeyedFocus);

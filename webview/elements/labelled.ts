import { noChange } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';

/**
 * An `aria-label` for a text field of the toolkit. On its way into the page the field puts its own text there,
 * which is the icon's character or "Text field"; so the label is set once it is in.
 */
class Labelled extends Directive {
  #label: string | null = null;

  override render(_label: string): unknown {
    return noChange;
  }

  override update({ element }: ElementPart, [label]: [string]): unknown {
    if (label === this.#label) return noChange;
    this.#label = label;
    queueMicrotask(() => {
      element.setAttribute('aria-label', label);
    });
    return noChange;
  }
}

/** `<vscode-text-field ${labelled('Filter tensors')}>` */
export const labelled = directive(Labelled);

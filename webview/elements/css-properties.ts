import { noChange } from 'lit';
import { Directive, directive, PartType, type ElementPart, type PartInfo } from 'lit/directive.js';

/**
 * Sets CSS properties of an element one by one. Lit's own `styleMap` writes the `style` attribute the first
 * time, which a content security policy without 'unsafe-inline' forbids.
 */
class CssProperties extends Directive {
  #before: ReadonlySet<string> = new Set();

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('cssProperties stands in a tag.');
  }

  override render(_properties: Readonly<Record<string, string>>): unknown {
    return noChange;
  }

  override update(
    { element }: ElementPart,
    [properties]: [Readonly<Record<string, string>>],
  ): unknown {
    const { style } = element as HTMLElement;
    for (const name of this.#before) {
      if (!Object.hasOwn(properties, name)) style.removeProperty(name);
    }
    for (const [name, value] of Object.entries(properties)) style.setProperty(name, value);
    this.#before = new Set(Object.keys(properties));
    return noChange;
  }
}

/** `<div ${cssProperties({ height: '22px', '--tint': '0.5' })}>` */
export const cssProperties = directive(CssProperties);

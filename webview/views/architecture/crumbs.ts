import { html, type TemplateResult } from 'lit';
import type { GraphPicture, PictureNode } from '../../../src/protocol/graph.ts';
import { link } from '../../elements/controls.ts';
import { icon } from '../../elements/icon.ts';
import { name } from '../../elements/names.ts';
import { groupsAround } from './graph-places.ts';

/** A part of the way from the model to what is chosen, and what leads there. */
export interface Crumb {
  readonly label: string;
  readonly onGo: () => void;
}

/** The way to a node through the groups around it. */
export function nodeCrumbs(
  picture: GraphPicture,
  node: PictureNode,
  onGo: (id: string) => void,
): readonly Crumb[] {
  return [...groupsAround(picture, node.id), node]
    .filter(({ layer }) => layer !== '')
    .map((each) => ({
      label: each.kind === 'op' ? (each.class ?? each.name) : each.name,
      onGo: () => {
        onGo(each.id);
      },
    }));
}

/** Where the chosen one stands, from the model inwards; each part leads there. */
export function crumbs(all: readonly Crumb[]): TemplateResult {
  return html`<nav class="crumbs" aria-label="Where it is">
    ${all.map(({ label, onGo }, at) =>
      at === all.length - 1
        ? html`<span class="here" aria-current="true">${name(label, 40)}</span>`
        : html`${link(name(label, 32), onGo)}${icon('chevron-right', 'tertiary')}`,
    )}
  </nav>`;
}

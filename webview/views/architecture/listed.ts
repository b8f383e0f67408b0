import { html, nothing } from 'lit';
import type { GraphLink } from '../../../src/protocol/graph.ts';
import { count, statedShape } from '../../format.ts';

/** What a tensor is, as far as it is known: `float32 (?, 32)`. */
export function typeText({ dtype, shape }: Pick<GraphLink, 'dtype' | 'shape'>): string {
  return [dtype ?? '', shape === null ? '' : statedShape(shape)]
    .filter((part) => part !== '')
    .join(' ');
}

/** Behind a list of which only the first are shown. */
export function andMore(all: number, shown: number): unknown {
  return all > shown
    ? html`<p class="small secondary">and ${count(all - shown)} more</p>`
    : nothing;
}

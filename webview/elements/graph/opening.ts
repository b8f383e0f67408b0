import type { Camera } from './camera.ts';
import { nodeOfElement } from './drawing.ts';
import type { PictureIndex } from './picture-index.ts';

/** Milliseconds that it takes. */
const duration = 120;
/** Nodes that are moved one by one; more would stutter. */
const most = 250;

const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');

/** A picture and from where it was looked at. */
export interface Looked {
  readonly index: PictureIndex;
  readonly camera: Camera;
}

/** When a group was opened or closed nodes go from where they were to where they are, and what is new appears. */
export function animateOpening(root: ParentNode, before: Looked, now: Looked): void {
  if (reducedMotion.matches) return;
  const shown = [...root.querySelectorAll<SVGGElement>('.node')];
  if (shown.length > most) return;
  const timing = { duration, easing: 'ease-out' };
  const appear = [{ opacity: 0 }, { opacity: 1 }];
  for (const element of shown) {
    const node = nodeOfElement(now.index, element);
    const then = node && before.index.byId.get(node.id);
    if (node === undefined || then === undefined) {
      element.animate(appear, timing);
      continue;
    }
    const dx = then.x - node.x + now.camera.x - before.camera.x;
    const dy = then.y - node.y + now.camera.y - before.camera.y;
    if (Math.abs(dx) + Math.abs(dy) < 1) continue;
    element.animate([{ transform: `translate(${dx}px, ${dy}px)` }, { transform: 'none' }], timing);
  }
  root.querySelector('.edges')?.animate(appear, timing);
}

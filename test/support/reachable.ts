import type { Frame } from 'playwright-core';

/**
 * Walks the page with its shadow roots, brings everything that the keyboard or the pointer can use into sight, and
 * looks at what lies at its middle.
 */
const script = `(() => {
  const outside = (element) => element.assignedSlot ?? element.parentElement ??
    (element.getRootNode() instanceof ShadowRoot ? element.getRootNode().host : null);
  const topmost = (x, y) => {
    let at = document.elementFromPoint(x, y);
    for (let inner = at; inner; at = inner) {
      inner = at.shadowRoot?.elementFromPoint(x, y);
      if (!inner || inner === at) break;
    }
    return at;
  };
  const holds = (element, inner) => {
    for (let at = inner; at; at = outside(at)) if (at === element) return true;
    return false;
  };
  const problems = [];
  if (document.documentElement.scrollWidth > innerWidth) problems.push('the page scrolls sideways');
  const nodes = [document.body];
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    nodes.push(...node.childNodes, ...(node.shadowRoot?.childNodes ?? []));
    if (node.nodeType !== Node.ELEMENT_NODE) continue;
    const style = getComputedStyle(node);
    if (style.display === 'none' || style.visibility === 'hidden' || node.matches('.visually-hidden')) continue;
    const name = [node.localName, ...node.classList].join('.') + ' “' + (node.ariaLabel ?? node.innerText ?? '').slice(0, 30) + '”';
    const text = [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.nodeValue.trim() !== '');
    const cuts = ['hidden', 'clip'].includes(style.overflowX) && style.textOverflow !== 'ellipsis';
    if (text && cuts && node.scrollWidth > node.clientWidth + 1 && !node.matches('.icon')) problems.push(name + ' is cut');
    if (node.disabled || !node.matches('button, a[href], input, textarea, [tabindex="0"]')) continue;
    node.scrollIntoView({ block: 'center', inline: 'center' });
    const { left, right, top, bottom } = node.getBoundingClientRect();
    if (left === right || top === bottom) continue;
    const middle = (from, to, end) => (Math.max(0, from) + Math.min(end, to)) / 2;
    if (right < 1 || left > innerWidth - 1 || bottom < 1 || top > innerHeight - 1) {
      problems.push(name + ' cannot be brought into sight');
      continue;
    }
    const there = topmost(middle(left, right, innerWidth), middle(top, bottom, innerHeight));
    // What is slotted into a control lies in it, and is its host's.
    if (!holds(node, there) && node.getRootNode().host !== there) {
      problems.push(name + ' is covered by ' + [there?.localName, ...(there?.classList ?? [])].join('.'));
    }
  }
  return problems;
})()`;

/** What cannot be reached or read whole in the space that the page has: covered, out of sight, cut without a sign. */
export async function unreachable(frame: Frame): Promise<readonly string[]> {
  return frame.evaluate<readonly string[]>(script);
}

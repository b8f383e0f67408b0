import { setTimeout as wait } from 'node:timers/promises';
import type { Frame } from 'playwright-core';
import { contrast, over, type Rgb, type Rgba } from '../../webview/contrast.ts';

/** A piece of text on the page, or an icon, as it is painted. */
interface Piece {
  readonly text: string;
  /** Elements around it, the innermost last. */
  readonly where: string;
  readonly colour: Rgba;
  /** What lies under it, the uppermost first; the last is opaque or the page's own. */
  readonly layers: readonly Rgba[];
  readonly opacity: number;
  /** Whether WCAG asks for 3 : 1 only: an icon, or 24 px, or 18.66 px and bold. */
  readonly large: boolean;
}

/** A theme's own pair of text and ground. What cannot be read there is the theme's: every list of VS Code has it. */
type Own = readonly [text: Rgba, ground: Rgba];

/** Theme tokens that come as a pair. */
const pairs = [
  ['list-activeSelectionForeground', 'list-activeSelectionBackground'],
  ['input-foreground', 'input-background'],
  ['button-foreground', 'button-background'],
];

/**
 * Walks the page with its shadow roots. What is disabled or hidden from sight does not count; a text area is
 * transparent over its coloured copy.
 */
const script = `((pairs) => {
  const colour = (text) => {
    const numbers = (text.match(/-?[\\d.]+(?:e-?\\d+)?/g) ?? []).map(Number);
    const [red = 0, green = 0, blue = 0, alpha = 1] = numbers;
    return text.startsWith('color(') ? [red * 255, green * 255, blue * 255, alpha] : [red, green, blue, alpha];
  };
  const outside = (element) => element.assignedSlot ?? element.parentElement ??
    (element.getRootNode() instanceof ShadowRoot ? element.getRootNode().host : null);
  const seen = new Map();
  /** What an element and those around it bring: layers under a text in it, opacity, whether it counts at all. */
  const around = (element) => {
    if (element === null) return { layers: [], opacity: 1, counts: true };
    const known = seen.get(element);
    if (known) return known;
    const outer = around(outside(element));
    const style = getComputedStyle(element);
    const first = /gradient\\(((?:rgba?|color)\\([^)]*\\))/.exec(style.backgroundImage);
    const own = [...(first ? [first[1]] : []), style.backgroundColor].map(colour).filter((layer) => layer[3] > 0);
    const opaque = own.findIndex((layer) => layer[3] === 1);
    const found = {
      layers: opaque === -1 ? [...own, ...outer.layers] : own.slice(0, opaque + 1),
      opacity: outer.opacity * Number(style.opacity),
      counts: outer.counts && style.display !== 'none' && style.visibility !== 'hidden' &&
        !element.matches('.visually-hidden, :disabled, [disabled], [aria-disabled=true]'),
    };
    seen.set(element, found);
    return found;
  };
  const pieces = new Map();
  const note = (element, text, style, icon) => {
    const { width, height } = element.getBoundingClientRect();
    const own = colour(style);
    const { layers, opacity, counts } = around(element);
    if (width === 0 || height === 0 || own[3] === 0 || !counts || opacity === 0) return;
    const { fontSize, fontWeight } = getComputedStyle(element);
    const size = parseFloat(fontSize);
    const large = icon || size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700);
    const key = JSON.stringify([own, layers, opacity, large]);
    if (pieces.has(key)) return;
    const where = [];
    for (let at = element; at && where.length < 5; at = outside(at)) where.unshift([at.localName, ...at.classList].join('.'));
    pieces.set(key, { text: text.trim().slice(0, 40), where: where.join(' '), colour: own, layers, opacity, large });
  };
  const nodes = [document.body];
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    nodes.push(...node.childNodes, ...(node.shadowRoot?.childNodes ?? []));
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : null;
    if (element && node.nodeValue.trim() !== '' && element.localName !== 'style') {
      const { color, fill } = getComputedStyle(element);
      note(element, node.nodeValue, element instanceof SVGElement ? fill : color, element.closest('.icon') !== null);
    }
    if (node.localName === 'input') {
      const text = node.value || node.placeholder;
      note(node, text, getComputedStyle(node, node.value ? null : '::placeholder').color, false);
    }
  }
  const probe = document.body.appendChild(document.createElement('span'));
  const resolved = (token) => {
    probe.style.color = 'var(--vscode-' + token + ')';
    return colour(getComputedStyle(probe).color);
  };
  const own = pairs.map((pair) => pair.map(resolved));
  probe.remove();
  return { pieces: [...pieces.values()], own };
})(${JSON.stringify(pairs)})`;

const least = { text: 4.5, large: 3 };

const same = (one: Rgb, other: Rgb): boolean =>
  one.every((channel, at) => Math.round(channel) === Math.round(other[at] ?? -1));

/** Milliseconds in which a page has come to rest that was about to take another theme. */
const rest = 500;

/**
 * Text with less contrast than WCAG 2.1 asks of level AA, but for what a theme's own pairs lack. On a busy machine a
 * page may be caught with the colours of two themes: what is gone a moment later does not count.
 */
export async function unreadable(frame: Frame): Promise<readonly string[]> {
  const found = await unreadableNow(frame);
  if (found.length === 0) return found;
  await wait(rest);
  const still = new Set(await unreadableNow(frame));
  return found.filter((each) => still.has(each));
}

async function unreadableNow(frame: Frame): Promise<readonly string[]> {
  const { pieces, own } = await frame.evaluate<{
    readonly pieces: readonly Piece[];
    readonly own: readonly Own[];
  }>(script);
  return pieces.flatMap(({ text, where, colour, layers, opacity, large }) => {
    const flat = (top: readonly Rgba[]): Rgb =>
      top.reduceRight<Rgb>((ground, layer) => over(layer, ground), [255, 255, 255]);
    const ground = flat(layers);
    const [red, green, blue, alpha] = colour;
    const seen = over([red, green, blue, alpha * opacity], ground);
    const found = contrast(seen, ground);
    if (found >= (large ? least.large : least.text)) return [];
    const page = layers.slice(-1);
    const theirs = own.some(
      ([first, second]) =>
        same(flat([second, ...page]), ground) &&
        contrast(over(first, ground), ground) <= found + 0.01,
    );
    return theirs ? [] : [`${found.toFixed(2)} : 1 has “${text}” in ${where}`];
  });
}

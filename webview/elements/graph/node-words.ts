import type { GraphWeight, PictureNode } from '../../../src/protocol/graph.ts';
import { count, statedShape } from '../../format.ts';

/** Height of an op without weights, and of a weight's line. Pixels. */
const [opHeight, lineHeight] = [28, 16];

/** A layer's class and what else matters about it: "Dense · sigmoid". */
export function classLine({ class: className, note, kind, ops }: PictureNode): string {
  const parts = [className ?? '', note].filter((part) => part !== '');
  if (parts.length === 0 && kind === 'group' && ops > 0) parts.push(`${count(ops)} ops`);
  return parts.join(' · ');
}

/** An end's dtype and shape: "int64 (?)". */
export function typeLine({ dtype, shape }: Pick<PictureNode, 'dtype' | 'shape'>): string {
  return [dtype ?? '', shape === null ? '' : statedShape(shape)]
    .filter((part) => part !== '')
    .join(' ');
}

/** A weight that enters an op: "kernel 64×1". */
function weightLine({ name, shape }: GraphWeight): string {
  return shape === null ? name : `${name} ${shape.map((size) => size ?? '?').join('×')}`;
}

/** The weights that an op has room for. */
export function weightLines({ weights, height }: PictureNode): readonly string[] {
  const room = Math.max(0, Math.floor((height - opHeight) / lineHeight));
  return weights.slice(0, room).map(weightLine);
}

/** What a node shows when one is near, line by line, without the figure. */
export function seenWords(node: PictureNode): readonly string[] {
  const { kind, name } = node;
  const words =
    kind === 'op'
      ? [node.class ?? name, ...(node.expanded === true ? [] : weightLines(node))]
      : kind === 'input' || kind === 'output'
        ? [name, typeLine(node)]
        : [name, classLine(node)];
  return words.filter((word) => word !== '');
}

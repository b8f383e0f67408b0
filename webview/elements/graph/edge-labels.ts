import type { GraphPicture, PictureEdge } from '../../../src/protocol/graph.ts';
import { statedShape } from '../../format.ts';
import { boundsOf, grown, type Rect } from './geometry.ts';
import { Taken } from './taken.ts';

/** Size of a character of a label, its height, and how far it keeps off its line. Pixels of the picture. */
const [characterWidth, labelHeight, gap] = [6.7, 14, 8];
/** A shape of so many dimensions is told in the details. Characters. */
const longest = 28;

export interface EdgeLabel extends Rect {
  readonly text: string;
  /** Index of its edge. */
  readonly edge: number;
}

/** What is written beside a line: the shape that it carries, and of how many tensors it stands for; '' for nothing. */
export function labelText({ shape, count }: Pick<PictureEdge, 'shape' | 'count'>): string {
  const text = shape === null ? '' : statedShape(shape);
  const many = count > 1 ? `×${count}` : '';
  return [text.length > longest ? '' : text, many].filter((part) => part !== '').join(' ');
}

/** The stretches of a line. */
function stretches(points: readonly number[]): readonly Rect[] {
  const found: Rect[] = [];
  for (let at = 0; at + 3 < points.length; at += 2) found.push(boundsOf(points.slice(at, at + 4)));
  return found;
}

/**
 * Places beside a line where its label may stand, the best first: at the end of it, where lines have parted, then
 * where they begin, then anywhere along it; right of what goes down before left of it, above what goes across before
 * below.
 */
function places(points: readonly number[], width: number): readonly Rect[] {
  const all = stretches(points);
  const [start, ...rest] = all;
  const order = [...rest.reverse(), ...(start === undefined ? [] : [start])];
  const beside = ({ x, y, width: across, height: down }: Rect): readonly Rect[] => {
    if (down >= labelHeight && across < 1) {
      const top = y + (down - labelHeight) / 2;
      return [
        { x: x + gap, y: top, width, height: labelHeight },
        { x: x - gap - width, y: top, width, height: labelHeight },
      ];
    }
    if (across >= width + 8 && down < 1) {
      const left = x + (across - width) / 2;
      return [
        { x: left, y: y - 4 - labelHeight, width, height: labelHeight },
        { x: left, y: y + 4, width, height: labelHeight },
      ];
    }
    return [];
  };
  return order.flatMap(beside);
}

/**
 * Labels of a picture's edges where they hide nothing: no node, no line and no other label. One that has no such place
 * is left out; what it would say stands in the details of both of its nodes.
 */
export function edgeLabels({ nodes, edges }: GraphPicture): readonly EdgeLabel[] {
  const taken = new Taken();
  for (const node of nodes) {
    // In an open group there is room around what it holds; only its head is taken.
    taken.add(node.expanded === true ? { ...node, height: Math.min(node.height, 52) } : node);
  }
  for (const { points } of edges)
    for (const stretch of stretches(points)) taken.add(grown(stretch, 2));
  const labels: EdgeLabel[] = [];
  edges.forEach((edge, index) => {
    const text = labelText(edge);
    if (text === '') return;
    const free = places(edge.points, text.length * characterWidth).find((place) =>
      taken.isFree(place),
    );
    if (free === undefined) return;
    taken.add(free);
    labels.push({ ...free, text, edge: index });
  });
  return labels;
}

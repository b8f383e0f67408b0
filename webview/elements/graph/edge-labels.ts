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

/** A line's pieces. */
function pieces(course: readonly number[]): readonly Rect[] {
  const found: Rect[] = [];
  for (let at = 0; at + 3 < course.length; at += 2) found.push(boundsOf(course.slice(at, at + 4)));
  return found;
}

/**
 * Places beside a line where its label may stand, the best first: beside its straight pieces from the end to the
 * start, for at its end it has parted from others; then beside its end and its start.
 */
function places(course: readonly number[], width: number): readonly Rect[] {
  const size = { width, height: labelHeight };
  const beside = ({ x, y, width: across, height: down }: Rect): readonly Rect[] => {
    if (down >= labelHeight && across < 1) {
      const top = y + (down - labelHeight) / 2;
      return [
        { x: x + gap, y: top, ...size },
        { x: x - gap - width, y: top, ...size },
      ];
    }
    if (across >= width + 8 && down < 1) {
      const left = x + (across - width) / 2;
      return [
        { x: left, y: y - 4 - labelHeight, ...size },
        { x: left, y: y + 4, ...size },
      ];
    }
    return [];
  };
  const [startX = 0, startY = 0] = course;
  const [endX = 0, endY = 0] = course.slice(-2);
  const around = (x: number, top: number): readonly Rect[] => [
    { x: x + gap, y: top, ...size },
    { x: x - gap - width, y: top, ...size },
  ];
  return [
    ...pieces(course).toReversed().flatMap(beside),
    ...around(endX, endY - labelHeight - 2),
    ...around(startX, startY + 4),
    ...around(startX, startY + 14),
  ];
}

/**
 * Labels of a picture's edges where they hide nothing: no node, no line and no other label. One that has no such place
 * is left out; what it would say stands in the details of both of its nodes.
 *
 * @param courseOf the line of an edge as it is drawn
 */
export function edgeLabels(
  { nodes, edges }: GraphPicture,
  courseOf: (edge: PictureEdge) => readonly number[],
): readonly EdgeLabel[] {
  const taken = new Taken();
  for (const node of nodes) {
    // In an open group there is room around what it holds; only its head is taken.
    taken.add(node.expanded === true ? { ...node, height: Math.min(node.height, 52) } : node);
  }
  for (const edge of edges) for (const piece of pieces(courseOf(edge))) taken.add(grown(piece, 2));
  const labels: EdgeLabel[] = [];
  edges.forEach((edge, index) => {
    const text = labelText(edge);
    if (text === '') return;
    const width = text.length * characterWidth;
    const free = places(courseOf(edge), width).find((place) => taken.isFree(place));
    if (free === undefined) return;
    taken.add(free);
    labels.push({ ...free, text, edge: index });
  });
  return labels;
}

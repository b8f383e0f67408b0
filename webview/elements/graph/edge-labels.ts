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
function places(course: readonly number[], width: number, down: boolean): readonly Rect[] {
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
  const [before, behind] = [endX - gap - width, startX + gap];
  const [above, below] = [-4 - labelHeight, 4];
  const ends = down
    ? [
        { x: endX + gap, y: endY - labelHeight - 2, ...size },
        { x: behind, y: startY + 4, ...size },
        { x: behind, y: startY + 14, ...size },
        { x: before, y: endY - labelHeight - 2, ...size },
        { x: startX - gap - width, y: startY + 4, ...size },
      ]
    : [above, below].flatMap((off) => [
        { x: before, y: endY + off, ...size },
        { x: behind, y: startY + off, ...size },
      ]);
  return [...pieces(course).toReversed().flatMap(beside), ...ends];
}

/** An open group's head and the lines around it. */
function outlineOf({ x, y, width, height }: Rect): readonly Rect[] {
  const lines = [
    { x, y, width: 0, height },
    { x: x + width, y, width: 0, height },
    { x, y: y + height, width, height: 0 },
  ];
  return [{ x, y, width, height: Math.min(height, 52) }, ...lines.map((line) => grown(line, 1))];
}

/**
 * Labels of a picture's edges where they hide nothing: no node, no line and no other label. One that has no such place
 * is left out; what it would say stands in the details of both of its nodes.
 *
 * @param down whether the data flow down; else to the right
 * @param courseOf the line of an edge as it is drawn
 */
export function edgeLabels(
  { nodes, edges }: GraphPicture,
  down: boolean,
  courseOf: (edge: PictureEdge) => readonly number[],
): readonly EdgeLabel[] {
  const taken = new Taken();
  for (const node of nodes) {
    // In an open group there is room around what it holds; only its head and its outline are taken.
    if (node.expanded !== true) taken.add(node);
    else for (const part of outlineOf(node)) taken.add(part);
  }
  for (const edge of edges) for (const piece of pieces(courseOf(edge))) taken.add(grown(piece, 2));
  const labels: EdgeLabel[] = [];
  edges.forEach((edge, index) => {
    const text = labelText(edge);
    if (text === '') return;
    const width = text.length * characterWidth;
    const free = places(courseOf(edge), width, down).find((place) => taken.isFree(place));
    if (free === undefined) return;
    taken.add(free);
    labels.push({ ...free, text, edge: index });
  });
  return labels;
}

import type { GraphPicture } from '../../../src/protocol/graph.ts';
import { boundsOf } from './geometry.ts';

/** How far two neighbours may be moved apart. Pixels of the picture. */
const widestGap = 200;

/** A picture without the room around it; what stands in a page keeps to its edges. */
export function trimmed(picture: GraphPicture): GraphPicture {
  const { nodes, edges } = picture;
  if (nodes.length === 0) return picture;
  const all = boundsOf([
    ...nodes.flatMap(({ x, y, width, height }) => [x, y, x + width, y + height]),
    ...edges.flatMap(({ points }) => points),
  ]);
  // Outlines are drawn half outside of their nodes.
  const [left, top] = [all.x - 1, all.y - 1];
  return {
    ...picture,
    width: all.width + 2,
    height: all.height + 2,
    nodes: nodes.map((node) => ({ ...node, x: node.x - left, y: node.y - top })),
    edges: edges.map((edge) => ({
      ...edge,
      points: edge.points.map((each, at) => each - (at % 2 === 0 ? left : top)),
    })),
  };
}

/**
 * A picture that flows to the right, made as wide as its place where it is narrower: the gaps between its columns
 * grow, and the columns keep their width.
 */
export function widened(picture: GraphPicture, width: number): GraphPicture {
  const columns = columnsOf(picture);
  const gaps = columns.length - 1;
  if (gaps < 1 || width <= picture.width) return picture;
  const more = Math.min(widestGap, (width - picture.width) / gaps);
  /** Where something is then: moved by the gaps before it, in a gap by its share of that one. */
  const moved = (x: number): number => {
    let shift = 0;
    for (let at = 1; at < columns.length; at += 1) {
      const [start, end] = [columns[at - 1]?.end ?? 0, columns[at]?.start ?? 0];
      if (x <= start) break;
      shift += more * Math.min(1, (x - start) / Math.max(1, end - start));
    }
    return x + shift;
  };
  return {
    ...picture,
    width: picture.width + more * gaps,
    nodes: picture.nodes.map((node) => {
      const x = moved(node.x);
      return { ...node, x, width: moved(node.x + node.width) - x };
    }),
    edges: picture.edges.map((edge) => ({
      ...edge,
      points: edge.points.map((each, at) => (at % 2 === 0 ? moved(each) : each)),
    })),
  };
}

/** What nodes take of the picture's width: stretches that no gap divides, from left to right. */
function columnsOf({ nodes }: GraphPicture): readonly { start: number; end: number }[] {
  const stretches = nodes
    .map(({ x, width }) => ({ start: x, end: x + width }))
    .sort((a, b) => a.start - b.start);
  const columns: { start: number; end: number }[] = [];
  for (const { start, end } of stretches) {
    const last = columns.at(-1);
    if (last === undefined || start >= last.end) columns.push({ start, end });
    else last.end = Math.max(last.end, end);
  }
  return columns;
}

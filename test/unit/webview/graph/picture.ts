import type { GraphPicture, PictureEdge, PictureNode } from '../../../../src/protocol/graph.ts';

/** A node of a picture, of which a test says what matters to it. */
export function pictureNode(fields: Partial<PictureNode> & Pick<PictureNode, 'id'>): PictureNode {
  return {
    parent: null,
    kind: 'layer',
    name: fields.id,
    class: null,
    inferred: false,
    note: '',
    layer: null,
    parameters: 0,
    dtype: 'float32',
    shape: null,
    weights: [],
    expanded: null,
    ops: 0,
    ...{ x: 0, y: 0, width: 160, height: 52 },
    ...fields,
  };
}

export function pictureEdge(
  from: string,
  to: string,
  points: readonly number[],
  fields: Partial<PictureEdge> = {},
): PictureEdge {
  return { from, to, points, count: 1, dtype: 'float32', shape: [null, 32], ...fields };
}

export function pictureOf(
  nodes: readonly PictureNode[],
  edges: readonly PictureEdge[] = [],
): GraphPicture {
  return {
    ...{ nodes, edges, leftOut: 0 },
    width: Math.max(0, ...nodes.map(({ x, width }) => x + width)),
    height: Math.max(0, ...nodes.map(({ y, height }) => y + height)),
  };
}

/** Two towers into one head: a and b above, c between them and below. */
export const towers = pictureOf(
  [
    pictureNode({ id: 'a', kind: 'input', x: 0, y: 0 }),
    pictureNode({ id: 'b', class: 'Embedding', parameters: 16_000, x: 200, y: 0 }),
    pictureNode({ id: 'c', class: 'Concatenate', x: 100, y: 100 }),
  ],
  [
    pictureEdge('a', 'c', [80, 52, 80, 60, 150, 92, 150, 100]),
    pictureEdge('b', 'c', [280, 52, 210, 100], { count: 3 }),
  ],
);

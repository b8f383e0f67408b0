import type { GraphPicture, GraphQuery } from '../protocol/graph.ts';
import { fold } from './fold.ts';
import type { GraphIndex } from './graph-index.ts';
import type { Drawing, Placement } from './layout/placed.ts';
import { sizeOf } from './layout/sizes.ts';

/**
 * A graph as it is drawn with some of its groups open.
 * @param place lays boxes out, in whatever thread
 * @throws AppError `limit-exceeded` for more than can be drawn, and what `place` throws
 */
export async function drawGraph(
  index: GraphIndex,
  query: GraphQuery,
  place: (drawing: Drawing) => Promise<Placement>,
): Promise<GraphPicture> {
  const { nodes, isOpen, edges, leftOut } = fold(index, query);
  const placement = await place({
    boxes: nodes.map((number) => ({
      id: number,
      parent: index.parents[number] ?? -1,
      ...sizeOf(index.node(number), index.parameters[number] ?? 0),
    })),
    lines: edges,
    direction: query.direction,
  });
  return {
    nodes: nodes.map((number, at) => {
      const node = index.node(number);
      const [given] = node.outputs;
      const box = placement.boxes[at] ?? { x: 0, y: 0, width: 0, height: 0 };
      const opens = (index.children[number]?.length ?? 0) > 0;
      return {
        id: node.id,
        parent: node.parent,
        kind: node.kind,
        name: node.name,
        class: node.class,
        inferred: node.inferred,
        note: node.note,
        layer: node.layer,
        parameters: index.parameters[number] ?? 0,
        dtype: given?.dtype ?? null,
        shape: given?.shape ?? null,
        weights: node.weights,
        expanded: opens ? isOpen.has(number) : null,
        ops: index.ops[number] ?? 0,
        x: Math.round(box.x),
        y: Math.round(box.y),
        width: Math.round(box.width),
        height: Math.round(box.height),
      };
    }),
    edges: edges.map(({ from, to, count, dtype, shape }, at) => ({
      from: index.node(from).id,
      to: index.node(to).id,
      count,
      dtype,
      shape,
      points: placement.lines[at] ?? [],
    })),
    width: Math.ceil(placement.width),
    height: Math.ceil(placement.height),
    leftOut,
  };
}

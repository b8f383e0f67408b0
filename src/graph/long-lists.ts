import { graphNode, type Graph, type GraphNode } from './graph.ts';

/** Nodes that one group shows; a picture of more tells nothing, and takes minutes to lay out. */
const most = 300;

/**
 * The same graph with long lists in parts: where a group holds more than 300 nodes, groups of neighbours stand in
 * between, named by the nodes they begin and end with. Parts are closed; a part may hold parts.
 */
export function inParts(graph: Graph): Graph {
  const held = new Map<string | null, GraphNode[]>();
  for (const node of graph.nodes) {
    const siblings = held.get(node.parent);
    if (siblings) siblings.push(node);
    else held.set(node.parent, [node]);
  }
  if ([...held.values()].every(({ length }) => length <= most)) return graph;

  const parents = new Map<string, string>();
  /** The parts of each list, those that hold others in front. */
  const parts = new Map<string | null, readonly GraphNode[]>();
  for (const [parent, siblings] of held) {
    let level: readonly GraphNode[] = siblings;
    while (level.length > most) {
      const size = Math.min(most, Math.max(100, Math.ceil(level.length / most)));
      const before = parts.get(parent) ?? [];
      const above: GraphNode[] = [];
      for (let start = 0; start < level.length; start += size) {
        const within = level.slice(start, start + size);
        const part = partOf(parent, within, before.length + above.length);
        for (const node of within) parents.set(node.id, part.id);
        above.push(part);
      }
      parts.set(parent, [...above, ...before]);
      level = above;
    }
  }
  const placed = (node: GraphNode): GraphNode => {
    const parent = parents.get(node.id);
    return parent === undefined ? node : { ...node, parent };
  };
  const partsOf = (parent: string | null): readonly GraphNode[] =>
    (parts.get(parent) ?? []).map(placed);
  const nodes = [...partsOf(null)];
  for (const node of graph.nodes) {
    nodes.push(placed(node));
    for (const part of partsOf(node.id)) nodes.push(part);
  }
  return { ...graph, nodes };
}

function partOf(parent: string | null, within: readonly GraphNode[], index: number): GraphNode {
  const [first, last] = [within[0], within.at(-1)];
  return graphNode({
    id: `${parent ?? ''}/…${String(index)}`,
    parent,
    kind: 'group',
    name: `${nameOf(first)} … ${nameOf(last)}`,
  });
}

/** Of a part: the ends of what it holds. */
function nameOf(node: GraphNode | undefined): string {
  return node?.name.split(' … ')[0] ?? '';
}

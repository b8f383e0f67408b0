import type { Graph, GraphEdge, GraphNode } from '../../../src/graph/graph.ts';

/** A node with what a test says of it. */
export function node(id: string, over: Partial<GraphNode> = {}): GraphNode {
  return {
    id,
    parent: null,
    kind: 'op',
    name: id,
    class: null,
    inferred: false,
    note: '',
    layer: null,
    outputs: [{ dtype: 'float32', shape: [null, 4] }],
    weights: [],
    isPlumbing: false,
    isOpen: false,
    ...over,
  };
}

/** `a>b` for each edge. */
export function graph(nodes: readonly GraphNode[], ...edges: readonly string[]): Graph {
  return {
    source: 'traced',
    nodes,
    edges: edges.map((edge): GraphEdge => {
      const [from = '', to = ''] = edge.split('>');
      return { from, to, output: 0 };
    }),
  };
}

import type { Graph } from './graph.ts';

/** Nodes that a first look takes in. */
const most = 16;

/**
 * Opens layers that hold layers, where all of them together are no more than can be taken in at first sight: two towers
 * of three layers each are shown as six layers, the twelve blocks of a large model as twelve blocks.
 */
export function openedForFirstLook(graph: Graph): Graph {
  const seen = graph.nodes.filter(({ kind }) => kind === 'layer' || kind === 'group').length;
  const holders = new Set(
    graph.nodes.flatMap(({ kind, parent }) =>
      kind === 'layer' && parent !== null ? [parent] : [],
    ),
  );
  if (holders.size === 0 || seen - holders.size > most) return graph;
  return {
    ...graph,
    nodes: graph.nodes.map((node) => (holders.has(node.id) ? { ...node, isOpen: true } : node)),
  };
}

import { gathered, spanName, type Gathering } from './gather.ts';
import type { Graph, GraphNode } from './graph.ts';

/** Nodes that one group shows; a picture of more tells nothing, and takes minutes to lay out. */
const most = 300;

/**
 * The same graph with long lists in parts: where a group holds more than 300 nodes, groups of neighbours stand in
 * between, named by the nodes they begin and end with. Parts are closed; a part may hold parts.
 */
export function inParts(graph: Graph): Graph {
  const divided = gathered(graph, () => parts);
  return divided === graph ? graph : inParts(divided);
}

function parts(siblings: readonly GraphNode[]): Gathering[] {
  if (siblings.length <= most) return [];
  const size = Math.min(most, Math.max(100, Math.ceil(siblings.length / most)));
  const found: Gathering[] = [];
  for (let start = 0; start < siblings.length; start += size) {
    const members = siblings.slice(start, start + size);
    if (members.length > 1) found.push({ members, name: spanName(members) });
  }
  return found;
}

import { addTo } from '../core/multimap.ts';
import { graphNode, type Graph, type GraphNode } from './graph.ts';

/** Neighbours in a list that stand in a group of their own from now on. */
export interface Gathering {
  /** Two at least, in the list's order. */
  readonly members: readonly GraphNode[];
  readonly name: string;
  readonly note?: string;
  /** Whether the group is open until somebody closes it. */
  readonly isOpen?: boolean;
}

/**
 * Made once for a graph, and asked of each of its lists what is to be gathered there: the nodes of one group, or those at
 * the top.
 */
export type Gather = (graph: Graph) => (siblings: readonly GraphNode[]) => readonly Gathering[];

/** The same graph with new groups in its lists, each where the first of its members stood. */
export function gathered(graph: Graph, gather: Gather): Graph {
  const lists = new Map<string | null, GraphNode[]>();
  for (const node of graph.nodes) addTo(lists, node.parent, node);
  const all = [...lists.values()].flatMap(gather(graph));
  if (all.length === 0) return graph;

  const taken = new Set(graph.nodes.map(({ id }) => id));
  /** The group that comes in front of a node, and the one that a node is in from now on. */
  const inFront = new Map<GraphNode, GraphNode>();
  const around = new Map<GraphNode, string>();
  for (const { members, name, note = '', isOpen = false } of all) {
    const [first] = members;
    if (!first) continue;
    let id = `${first.id}/…`;
    while (taken.has(id)) id += '…';
    taken.add(id);
    inFront.set(first, graphNode({ id, parent: first.parent, kind: 'group', name, note, isOpen }));
    for (const member of members) around.set(member, id);
  }
  const nodes = graph.nodes.flatMap((node) => {
    const group = inFront.get(node);
    const parent = around.get(node);
    const placed = parent === undefined ? node : { ...node, parent };
    return group ? [group, placed] : [placed];
  });
  return { ...graph, nodes };
}

/** What neighbours are called together: by the two ends of what they hold. */
export function spanName(members: readonly (GraphNode | undefined)[]): string {
  const end = (node: GraphNode | undefined, side: 0 | -1): string =>
    node?.name.split(' … ').at(side) ?? '';
  return `${end(members[0], 0)} … ${end(members.at(-1), -1)}`;
}

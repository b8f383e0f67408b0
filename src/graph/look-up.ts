import type { GraphHit, GraphLink, GraphNodeDetail } from '../protocol/graph.ts';
import type { Flow, GraphIndex } from './graph-index.ts';

/** Neighbours that are named in the detail of one node. */
const mostLinks = 200;

/** Hits that are told of one search. */
const mostHits = 1000;

/** Everything known of a node. What stands in for a group are the nodes in it: its neighbours are theirs. */
export function describeNode(index: GraphIndex, number: number): GraphNodeDetail {
  const node = index.node(number);
  const flow = index.flow(node.isPlumbing ? 'ops' : 'layers');
  const isWithin = (other: number): boolean => index.isWithin(other, number);
  const crossing = flow.filter(({ from, to }) => isWithin(from) !== isWithin(to));
  return {
    id: node.id,
    kind: node.kind,
    name: node.name,
    class: node.class,
    inferred: node.inferred,
    layer: node.layer,
    ancestors: index.ancestors(number).map((each) => {
      const { id, name } = index.node(each);
      return { id, name };
    }),
    ops: index.ops[number] ?? 0,
    attributes: node.attributes?.() ?? [],
    device: node.device ?? null,
    function: node.function ?? null,
    weights: node.weights,
    from: links(
      index,
      crossing.filter(({ to }) => isWithin(to)),
      'from',
    ),
    to: links(
      index,
      crossing.filter(({ from }) => isWithin(from)),
      'to',
    ),
    outputs: node.outputs,
  };
}

function links(index: GraphIndex, flows: readonly Flow[], end: 'from' | 'to'): GraphLink[] {
  const found = new Map<number, GraphLink>();
  for (const flow of flows) {
    if (found.size >= mostLinks) break;
    // A layer's neighbour is a layer: of its ops nobody has asked.
    const number = outermostLayer(index, flow[end], flow[end === 'from' ? 'to' : 'from']);
    const { id, name } = index.node(number);
    if (!found.has(number)) found.set(number, { id, name, ...flow.spec });
  }
  return [...found.values()];
}

/** The outermost layer around a node that does not hold the other one too; the node itself where there is none. */
function outermostLayer(index: GraphIndex, number: number, other: number): number {
  const around = new Set(index.ancestors(other));
  for (const ancestor of index.ancestors(number)) {
    if (!around.has(ancestor) && index.node(ancestor).kind === 'layer') return ancestor;
  }
  return number;
}

/** Nodes with all words of a text in their names, classes or dtypes, whatever their case. */
export function findNodes(
  index: GraphIndex,
  text: string,
): { readonly hits: readonly GraphHit[]; readonly matched: number } {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return { hits: [], matched: 0 };
  const hits: GraphHit[] = [];
  let matched = 0;
  index.graph.nodes.forEach((node, number) => {
    const told = [node.name, node.class, ...node.outputs.map(({ dtype }) => dtype)];
    const all = told.join('\n').toLowerCase();
    if (!words.every((word) => all.includes(word))) return;
    matched += 1;
    if (hits.length === mostHits) return;
    hits.push({
      id: node.id,
      kind: node.kind,
      name: node.name,
      class: node.class,
      within: index.ancestors(number).map((each) => index.node(each).id),
    });
  });
  return { hits, matched };
}

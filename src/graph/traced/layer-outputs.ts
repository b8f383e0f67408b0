import type { Graph, TensorSpec } from '../graph.ts';
import { GraphIndex } from '../graph-index.ts';

/** Tensors that are told of one layer. */
const most = 16;

/** The same graph with what its layers give: the tensors of their ops that something outside takes. */
export function withLayerOutputs(graph: Graph): Graph {
  const index = new GraphIndex(graph);
  const given = new Map<number, Map<number, TensorSpec>>();
  for (const { from, to, spec } of index.flow('layers')) {
    const around = new Set(index.ancestors(to));
    for (const holder of index.ancestors(from)) {
      if (around.has(holder) || index.node(holder).kind !== 'layer') continue;
      const known = given.get(holder) ?? new Map<number, TensorSpec>();
      given.set(holder, known);
      if (known.size < most && !known.has(from)) known.set(from, spec);
    }
  }
  const nodes = graph.nodes.map((node, number) => {
    const specs = given.get(number);
    return specs ? { ...node, outputs: [...specs.values()] } : node;
  });
  return { ...graph, nodes };
}

import { addTo } from '../../../src/core/multimap.ts';
import type { Graph, GraphNode } from '../../../src/graph/graph.ts';

/** An edge, by what it leads from and to. */
export type Pair = readonly [string, string];

/** What flows in each model of a graph that was made from a configuration, in the words of `TrueFlow`. */
export interface Flow {
  readonly edges: readonly Pair[];
  readonly outputs: readonly string[];
}

/** By the model's path, '' for the outermost: what leads into a model in a model is its own there. */
export function flowsOf({ nodes, edges }: Graph): ReadonlyMap<string, Flow> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const found = new Map<string, Pair[]>();
  const ends = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const [a, b] = [chainOf(byId, from), chainOf(byId, to)];
    let depth = 0;
    while (depth < a.length - 1 && depth < b.length - 1 && a[depth] === b[depth]) depth++;
    const [source, target] = [a[depth], b[depth]];
    const model = a[depth - 1]?.id ?? '';
    if (!source || !target) throw new Error(`an edge leads from ${from} to ${to}`);
    if (target.kind === 'output') addTo(ends, model, source.name);
    else addTo(found, model, [source.name, target.name]);
  }
  const models = new Set([...found.keys(), ...ends.keys()]);
  return new Map(
    [...models].map((model) => [
      model,
      { edges: found.get(model) ?? [], outputs: ends.get(model) ?? [] },
    ]),
  );
}

/** From the outermost group inwards, with the node itself. */
function chainOf(byId: ReadonlyMap<string, GraphNode>, id: string): readonly GraphNode[] {
  const chain: GraphNode[] = [];
  for (let node = byId.get(id); node; node = byId.get(node.parent ?? '')) chain.unshift(node);
  return chain;
}

import type { Graph, GraphNode } from '../../../src/graph/graph.ts';
import type { Layer } from '../../../src/protocol/model.ts';
import type { TrueLayer } from './answer.ts';

/** Ops that only bring a value in from elsewhere: no data flows through them. */
const values = new Set(['Const', 'ReadVariableOp', 'VarHandleOp', 'VariableV2', 'Placeholder']);

/** Classes that call the layers in them their own way: for the flow of data each is one, as in truth.py. */
const composite = new Set(
  'RNN LSTM GRU SimpleRNN Bidirectional TimeDistributed MultiHeadAttention Wrapper'.split(' '),
);

/** What a traced graph tells of the layers in it. */
export interface TracedFlow {
  /** Pairs of places among Keras's layers, as text; what is none of them by its id. */
  readonly layers: ReadonlySet<string>;
  readonly weighty: ReadonlySet<string>;
  /** Layers among its nodes that are told by their names alone: place among Keras's, −1 for none of them, and class. */
  readonly named: readonly { readonly place: number; readonly class: string | null }[];
}

/**
 * Follows data between layers through whatever ops lie between.
 *
 * @param places of Keras's layers, by the paths of `layers`, which are ours
 */
export function tracedFlow(
  graph: Graph,
  truth: readonly TrueLayer[],
  places: ReadonlyMap<string, number>,
  layers: readonly Layer[],
): TracedFlow {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const placeOf = new Map<string, number>();
  const named: { place: number; class: string | null }[] = [];
  const taken = new Set(places.values());
  // Groups come before what they hold.
  for (const node of graph.nodes) {
    const around = node.parent === null ? 0 : (placeOf.get(node.parent) ?? 0);
    let place = around;
    if (node.kind === 'layer') {
      if (node.layer !== null) place = places.get(node.layer) ?? -1;
      else {
        place = truth.findIndex(
          (layer, at) => !taken.has(at) && isWithin(truth, at, around) && isCalled(layer, node),
        );
        if (place >= 0) taken.add(place);
        named.push({ place, class: node.class });
      }
    }
    placeOf.set(node.id, place);
  }
  const holders = new Set(truth.map(({ parent }) => parent));
  const placeOfTensor = new Map(
    layers.flatMap(({ path, weights }) => weights.map((name) => [name, places.get(path)] as const)),
  );
  const ownerOf = ({ id, weights }: GraphNode): string | null => {
    const place = placeOf.get(id) ?? 0;
    if (place < 0) return layerAround(byId, id);
    const outer = outermostComposite(truth, place);
    if (composite.has(truth[outer]?.class ?? '') || !holders.has(outer)) return String(outer);
    // Of a layer that holds others only what takes its own variables is told from what lies between those.
    const isOwn = weights.some(({ tensor }) => placeOfTensor.get(tensor ?? '') === outer);
    return isOwn ? String(outer) : null;
  };
  const owners = new Map(
    graph.nodes.map((node) => [node.id, node.kind === 'op' ? ownerOf(node) : null]),
  );
  const into = new Map<string, string[]>();
  for (const { from, to, output } of graph.edges) {
    if (output < 0 || values.has(byId.get(from)?.class ?? '')) continue;
    const known = into.get(to);
    if (known) known.push(from);
    else into.set(to, [from]);
  }
  const holdsVariables = (owner: string): boolean => {
    const layer = truth[Number(owner)];
    if (!layer) return false;
    return composite.has(layer.class) ? layer.parameters > 0 : layer.variables.length > 0;
  };
  const between = (counts: (owner: string) => boolean): Set<string> => {
    const found = new Set<string>();
    for (const [id, owner] of owners) {
      if (owner === null || !counts(owner)) continue;
      const seen = new Set<string>();
      const queue = [...(into.get(id) ?? [])];
      for (let from = queue.pop(); from !== undefined; from = queue.pop()) {
        if (seen.has(from)) continue;
        seen.add(from);
        const source = owners.get(from) ?? null;
        if (source !== null && counts(source)) {
          if (source !== owner) found.add(`${source} → ${owner}`);
        } else queue.push(...(into.get(from) ?? []));
      }
    }
    return found;
  };
  return { layers: between(() => true), weighty: between(holdsVariables), named };
}

/** The outermost of Keras's wrappers around a layer, else the layer itself. */
function outermostComposite(truth: readonly TrueLayer[], place: number): number {
  let found = place;
  for (let at: number | null = place; at !== null; at = truth[at]?.parent ?? null) {
    if (composite.has(truth[at]?.class ?? '')) found = at;
  }
  return found;
}

function isWithin(truth: readonly TrueLayer[], place: number, around: number): boolean {
  for (let at: number | null = place; at !== null; at = truth[at]?.parent ?? null) {
    if (at === around) return true;
  }
  return false;
}

/** Whether a scope may have been named after a layer: TensorFlow puts a number behind a name that is taken. */
function isCalled({ name, attributes }: TrueLayer, node: GraphNode): boolean {
  const plain = (text: string): string => text.replace(/_\d+$/, '');
  const own = node.id.slice(node.id.lastIndexOf('/') + 1);
  return [name, attributes.slice(attributes.lastIndexOf('/') + 1)].some(
    (each) => plain(each) === plain(own) || plain(each) === plain(node.name),
  );
}

/** Id of the innermost layer that a node is in. */
function layerAround(byId: ReadonlyMap<string, GraphNode>, id: string): string | null {
  for (let node = byId.get(id); node; node = byId.get(node.parent ?? '')) {
    if (node.kind === 'layer') return node.id;
  }
  return null;
}

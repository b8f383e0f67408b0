import { addTo } from '../../core/multimap.ts';
import { eachStep, type Steps } from '../../core/steps.ts';
import { innerFunctional, isLayerList, isVariableList, leadsToKeras2Layer } from './edges.ts';
import type { LayerSources } from './layer-sources.ts';
import type { Work } from './work.ts';

/** A layer while it is put together. */
export interface Draft {
  readonly node: number;
  /** The layer that holds it on its best path; −1 for a root. */
  parent: number;
  /** Variables of role weight that it holds itself, also through lists and dictionaries. */
  readonly variables: readonly number[];
  /** Layers that it refers to: those it holds and those it shares. */
  readonly layers: readonly number[];
}

/**
 * Which objects are layers: those that Keras saved as one, and every object of the author's that holds weights or
 * layers. The root of a checkpoint is one only where it is itself the model: `tf.train.Checkpoint` is none.
 */
export function* draftLayers(sources: LayerSources, work: Work): Steps<Map<number, Draft>> {
  const { graph, kinds, steps, roles } = sources;
  const contents = new Map<number, { variables: number[]; layers: number[] }>();
  const candidate = (node: number): boolean => kinds[node] === 'layer' || kinds[node] === 'part';
  const contentsOf = (start: number): { variables: number[]; layers: number[] } => {
    const variables: number[] = [];
    const layers: number[] = [];
    const seen = new Set([start]);
    // Depth first, so that what a list holds stands where the list stands among the attributes.
    const stack = [start];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (kinds[node] === 'variable') {
        if (roles[node] === 'weight' && !sources.copies.has(node)) variables.push(node);
        continue;
      }
      if (node !== start && candidate(node)) {
        layers.push(node);
        continue;
      }
      if (node !== start && kinds[node] !== 'container') continue;
      const children = graph.nodes[node]?.children ?? [];
      if (!work.spend(children.length)) break;
      const repeats = children.some((child) => child.name === 'keras_api');
      for (const child of [...children].reverse()) {
        if (repeats && isVariableList(child.name)) continue;
        if (seen.has(child.node)) continue;
        seen.add(child.node);
        stack.push(child.node);
      }
    }
    return { variables, layers };
  };
  yield* eachStep(kinds, (_, node) => {
    if (candidate(node) && steps[node]) contents.set(node, contentsOf(node));
  });

  // An author's object is a layer where it holds weights, or layers; found from the leaves upwards.
  const layers = new Set<number>();
  const holders = new Map<number, number[]>();
  const queue: number[] = [];
  const accept = (node: number): void => {
    if (layers.has(node)) return;
    layers.add(node);
    queue.push(node);
  };
  for (const [node, { variables, layers: held }] of contents) {
    yield;
    for (const layer of held) {
      addTo(holders, layer, node);
    }
    if (kinds[node] === 'layer' || variables.length > 0) accept(node);
  }
  for (let next = 0; next < queue.length; next++) {
    for (const holder of holders.get(queue[next] ?? 0) ?? []) accept(holder);
  }
  if (!rootIsModel(sources, contents)) layers.delete(0);

  const drafts = new Map<number, Draft>();
  for (const node of layers) {
    yield;
    const held = contents.get(node);
    if (!held) continue;
    let parent = steps[node]?.from ?? -1;
    while (parent >= 0 && !layers.has(parent)) parent = steps[parent]?.from ?? -1;
    drafts.set(node, {
      node,
      parent,
      variables: held.variables,
      layers: held.layers.filter((layer) => layers.has(layer)),
    });
  }
  return drafts;
}

/** A saved model's root is one; a checkpoint's may be `tf.train.Checkpoint`, which only holds models. */
function rootIsModel(
  { graph, kinds }: LayerSources,
  contents: ReadonlyMap<number, { readonly layers: readonly number[] }>,
): boolean {
  const root = graph.nodes[0];
  const layers = contents.get(0)?.layers ?? [];
  if (!root) return false;
  if (root.saved || kinds[0] === 'layer') return true;
  const names = root.children.map((child) => child.name);
  if (names.includes('save_counter')) return false;
  if (
    names.some((name) => leadsToKeras2Layer(name) || isLayerList(name) || name === innerFunctional)
  ) {
    return true;
  }
  // A subclassed model written with `save_weights` holds several layers, some of which hold no others.
  return layers.length > 1 && layers.some((layer) => contents.get(layer)?.layers.length === 0);
}

/** Depth first, in the order in which layers were accepted to their parents. */
export function inTreeOrder(drafts: ReadonlyMap<number, Draft>): readonly number[] {
  const children = new Map<number, number[]>();
  for (const { node, parent } of drafts.values()) {
    addTo(children, parent, node);
  }
  for (const [parent, nodes] of children) {
    const order = new Map((drafts.get(parent)?.layers ?? []).map((layer, index) => [layer, index]));
    nodes.sort((a, b) => (order.get(a) ?? a) - (order.get(b) ?? b));
  }
  const ordered: number[] = [];
  const stack = (children.get(-1) ?? []).reverse();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    ordered.push(node);
    for (const child of (children.get(node) ?? []).reverse()) stack.push(child);
  }
  return ordered;
}

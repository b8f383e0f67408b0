import { limits } from '../../protocol/limits.ts';
import type { Layer, TensorRole } from '../../protocol/model.ts';
import type { StoredTensor } from './description.ts';
import {
  innerFunctional,
  isIndex,
  isLayerList,
  isVariableList,
  leadsToKeras2Layer,
} from './edges.ts';
import { inferClass } from './infer-class.ts';
import { isKerasLayerClass } from './keras-classes.ts';
import type { KerasMetadata } from './keras-metadata.ts';
import { isListed, nameFromFunctions, namesFromVariables } from './keras-names.ts';
import type { ObjectKind } from './kinds.ts';
import type { ObjectGraph, ObjectReference } from './object-graph.ts';
import type { Step } from './paths.ts';
import { storedVariable } from './roles.ts';

/** What is needed to tell the layers of an object graph. */
export interface LayerSources {
  readonly graph: ObjectGraph;
  readonly kinds: readonly ObjectKind[];
  readonly steps: readonly (Step | undefined)[];
  readonly roles: readonly (TensorRole | undefined)[];
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Variables that are a second copy of another one. */
  readonly copies: ReadonlySet<number>;
  /** Keras's configuration by node, where it was saved. */
  readonly metadata: ReadonlyMap<number, KerasMetadata>;
  /** Dtype of the keys of a lookup table, by the table's node. */
  readonly lookupKeys: ReadonlyMap<number, string>;
}

/** A layer while it is put together. */
interface Draft {
  readonly node: number;
  /** The layer that holds it on its best path; −1 for a root. */
  parent: number;
  /** Variables of role weight that it holds itself, also through lists and dictionaries. */
  readonly variables: readonly number[];
  /** Layers that it refers to: those it holds and those it shares. */
  readonly layers: readonly number[];
}

/** The layers, in the author's order, parents before children, and the path of every node that has one. */
export function describeLayers(sources: LayerSources): {
  layers: readonly Layer[];
  pathOf: (node: number) => string | null;
} {
  const { graph, kinds, steps, metadata } = sources;
  const drafts = draftLayers(sources);
  const variableNames = namesFromVariables(graph, kinds, steps, [...drafts.values()]);
  const kerasName = (node: number): string | null =>
    metadata.get(node)?.name ?? nameFromFunctions(graph, node) ?? variableNames.get(node) ?? null;
  const pathOf = pathNames(sources, drafts, kerasName);
  const elements = countElements(sources, drafts);
  const classes = new Map<number, string | null>();
  const inferred = (node: number): string | null => {
    if (!classes.has(node)) {
      classes.set(node, null);
      classes.set(node, inferClass(evidence(sources, node, kerasName(node), inferred)));
    }
    return classes.get(node) ?? null;
  };

  const layers: Layer[] = [];
  for (const node of inTreeOrder(drafts)) {
    const draft = drafts.get(node);
    const path = pathOf(node);
    if (!draft || path === null) continue;
    const config = metadata.get(node);
    const name = kerasName(node);
    const registered = registeredClass(graph, node);
    const className = config?.className ?? registered?.name ?? inferred(node);
    layers.push({
      path,
      name: name ?? lastName(path),
      class: className,
      classSource:
        className === null ? null : config?.className || registered ? 'config' : 'inferred',
      parameters: elements.get(node) ?? 0,
      trainable: config?.trainable ?? trainable(sources, drafts, node),
      custom:
        className === null
          ? null
          : (config?.registered ?? registered !== null) || !isKerasLayerClass(className),
      config: config?.config ?? null,
      parent: draft.parent < 0 ? null : pathOf(draft.parent),
      weights: draft.variables.flatMap((variable) => tensorKeys(sources, variable)),
    });
  }
  return { layers, pathOf };
}

function tensorKeys({ graph, tensors }: LayerSources, variable: number): string[] {
  return (graph.nodes[variable]?.stored ?? [])
    .filter((stored) => stored.name === 'VARIABLE_VALUE' && tensors.has(stored.key))
    .map((stored) => stored.key);
}

/**
 * Which objects are layers: those that Keras saved as one, and every object of the author's that holds weights or
 * layers. The root of a checkpoint is one only where it is itself the model: `tf.train.Checkpoint` is none.
 */
function draftLayers(sources: LayerSources): Map<number, Draft> {
  const { graph, kinds, steps, roles } = sources;
  const contents = new Map<number, { variables: number[]; layers: number[] }>();
  let visits = 0;
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
      visits += children.length;
      if (visits > limits.objectGraphReferences) break;
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
  kinds.forEach((_, node) => {
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
    for (const layer of held) holders.set(layer, [...(holders.get(layer) ?? []), node]);
    if (kinds[node] === 'layer' || variables.length > 0) accept(node);
  }
  for (let next = 0; next < queue.length; next++) {
    for (const holder of holders.get(queue[next] ?? 0) ?? []) accept(holder);
  }
  if (!rootIsModel(sources, contents)) layers.delete(0);

  const drafts = new Map<number, Draft>();
  for (const node of layers) {
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

/** The last part of a path; an index says nothing without its list, and the model itself has no part. */
function lastName(path: string): string {
  if (path === '') return 'model';
  const parts = path.split('/');
  return parts.slice(isIndex(parts.at(-1) ?? '') ? -2 : -1).join('/');
}

/** Depth first, in the order in which layers were accepted to their parents. */
function inTreeOrder(drafts: ReadonlyMap<number, Draft>): readonly number[] {
  const children = new Map<number, number[]>();
  for (const { node, parent } of drafts.values()) {
    const siblings = children.get(parent);
    if (siblings) siblings.push(node);
    else children.set(parent, [node]);
  }
  for (const [parent, nodes] of children) {
    const order = new Map((drafts.get(parent)?.layers ?? []).map((layer, index) => [layer, index]));
    nodes.sort((a, b) => (order.get(a) ?? a) - (order.get(b) ?? b));
  }
  const ordered: number[] = [];
  const stack = [...(children.get(-1) ?? [])].reverse();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    ordered.push(node);
    stack.push(...[...(children.get(node) ?? [])].reverse());
  }
  return ordered;
}

/**
 * Paths as the author would write them: a layer that only a list of Keras's leads to goes by its Keras name. Where
 * two would have the same path, both keep the graph's own names.
 */
function pathNames(
  { steps }: LayerSources,
  drafts: ReadonlyMap<number, Draft>,
  kerasName: (node: number) => string | null,
): (node: number) => string | null {
  const paths = new Map<number, string | null>([[0, '']]);
  const taken = new Map<string, number>();
  const join = (parent: string, name: string): string | null => {
    const path = parent === '' ? name : `${parent}/${name}`;
    return path.length > limits.objectPathLength ? null : path;
  };
  const resolve = (node: number): string | null => {
    const step = steps[node];
    if (!step) return null;
    // The container between a model and its listed layers has no name of its own: `_layers`, `_operations`.
    let from = step.from;
    const name = isListed(steps, node) ? kerasName(node) : null;
    if (name !== null) {
      const list = steps[from];
      if (list && isLayerList(list.name)) from = list.from;
    }
    if (steps[from]?.name === innerFunctional && !drafts.has(from))
      from = steps[from]?.from ?? from;
    const parent = pathOf(from);
    if (parent === null) return null;
    if (name !== null) {
      const path = join(parent, name);
      if (path !== null && (taken.get(path) ?? node) === node) {
        taken.set(path, node);
        return path;
      }
    }
    const own = pathOf(step.from);
    return own === null ? null : join(own, step.name);
  };
  const pathOf = (node: number): string | null => {
    // The depth of a path is bounded by limits.objectGraphDepth, and with it this recursion.
    const known = paths.get(node);
    if (known !== undefined) return known;
    const path = resolve(node);
    paths.set(node, path);
    return path;
  };
  return pathOf;
}

/** Elements of all weights below each layer, each variable once, shared ones in every layer that holds them. */
function countElements(
  sources: LayerSources,
  drafts: ReadonlyMap<number, Draft>,
): ReadonlyMap<number, number> {
  const totals = new Map<number, number>();
  let visits = 0;
  for (const root of drafts.keys()) {
    const variables = new Set<number>();
    const seen = new Set([root]);
    const queue = [root];
    for (let next = 0; next < queue.length && visits < limits.objectGraphReferences; next++) {
      const draft = drafts.get(queue[next] ?? -1);
      visits += 1 + (draft?.variables.length ?? 0);
      draft?.variables.forEach((variable) => variables.add(variable));
      for (const layer of draft?.layers ?? []) {
        visits++;
        if (!seen.has(layer)) {
          seen.add(layer);
          queue.push(layer);
        }
      }
    }
    let total = 0;
    for (const variable of variables) total += variableElements(sources, variable);
    totals.set(root, total);
  }
  return totals;
}

/** Elements of a variable; 0 where its shape is not known. */
export function variableElements(
  { graph, tensors }: Pick<LayerSources, 'graph' | 'tensors'>,
  node: number,
): number {
  const { shape } = storedVariable(graph, tensors, node);
  return shape === null ? 0 : shape.reduce<number>((product, size) => product * (size ?? 0), 1);
}

/** Whether any of its variables is trained; null in checkpoints, which do not say. */
function trainable(
  { graph }: LayerSources,
  drafts: ReadonlyMap<number, Draft>,
  root: number,
): boolean | null {
  let answer: boolean | null = null;
  const seen = new Set([root]);
  const queue = [root];
  for (let next = 0; next < queue.length && next < limits.objectGraphDepth; next++) {
    const draft = drafts.get(queue[next] ?? -1);
    for (const variable of draft?.variables ?? []) {
      const saved = graph.nodes[variable]?.saved;
      if (saved?.kind !== 'variable') continue;
      if (saved.trainable) return true;
      answer = false;
    }
    for (const layer of draft?.layers ?? []) {
      if (seen.has(layer)) continue;
      seen.add(layer);
      queue.push(layer);
    }
  }
  return answer;
}

/** The class that an object was registered with for saving, `package>name`. */
function registeredClass(graph: ObjectGraph, node: number): { name: string } | null {
  const saved = graph.nodes[node]?.saved;
  if (saved?.kind !== 'object' || saved.registeredName === '') return null;
  return { name: saved.registeredName.slice(saved.registeredName.lastIndexOf('>') + 1) };
}

function evidence(
  sources: LayerSources,
  node: number,
  kerasName: string | null,
  classOf: (node: number) => string | null,
): Parameters<typeof inferClass>[0] {
  const { graph, kinds, tensors } = sources;
  const object = graph.nodes[node];
  const children = object?.children ?? [];
  const cell = children.find((child) => child.name === 'cell');
  const table = children.find((child) => child.name === 'lookup_table');
  return {
    identifier: object?.saved?.kind === 'object' ? object.saved.identifier : '',
    kerasName,
    variables: new Map(
      distinct(children.filter((child) => kinds[child.node] === 'variable')).map((child) => [
        child.name.replace(/^_/, ''),
        storedVariable(graph, tensors, child.node).shape,
      ]),
    ),
    attributes: new Set(children.map((child) => child.name)),
    // A cell is looked at without its own cell: no recursion on the file's depth.
    cellClass: cell && cell.node !== node ? cellClass(sources, cell.node, classOf) : null,
    lookupKeys: (table && sources.lookupKeys.get(table.node)) ?? null,
  };
}

/** The first name of each object: Keras holds some variables under two. */
function distinct(references: readonly ObjectReference[]): ObjectReference[] {
  const seen = new Set<number>();
  return references.filter(({ node }) => !seen.has(node) && seen.add(node));
}

function cellClass(
  { graph }: LayerSources,
  node: number,
  classOf: (node: number) => string | null,
): string | null {
  const nested = graph.nodes[node]?.children.some((child) => child.name === 'cell');
  return nested ? null : classOf(node);
}

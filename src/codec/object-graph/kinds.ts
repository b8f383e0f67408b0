import { eachStep, mapSteps, type Steps } from '../../core/steps.ts';
import {
  holdsOnlyLayers,
  innerFunctional,
  isIndex,
  isLayerList,
  isVariableList,
  leadsToKeras2Layer,
  leadsToMetrics,
} from './edges.ts';
import type { ObjectGraph, ObjectNode, ObjectReference } from './object-graph.ts';
import type { Work } from './work.ts';

/**
 * What an object is in a model.
 * `part`: an object of the author's that may be a layer, if it holds weights · `container`: list, dictionary and
 * whatever else only groups · `internal`: functions, constants and Keras's bookkeeping.
 */
export type ObjectKind =
  'layer' | 'part' | 'container' | 'variable' | 'optimizer' | 'metric' | 'internal';

/** Attributes that only Keras 3 gives its layers. */
const keras3Layer = ['_inbound_nodes', '_build_shapes_dict', 'call_signature_parameters'];

/** Variables of Keras's own metrics. */
const metricVariables = new Set([
  'total',
  'count',
  'true_positives',
  'true_negatives',
  'false_positives',
  'false_negatives',
  'total_confusion_matrix',
  'total_cm',
  'squared_sum',
  'label_sum',
  'total_mse',
  'num_samples',
]);

/** By node. */
export function* objectKinds(graph: ObjectGraph, work: Work): Steps<readonly ObjectKind[]> {
  const values = yield* mapSteps(graph.nodes, ({ stored }) =>
    stored.some(({ name }) => name === 'VARIABLE_VALUE'),
  );
  const kinds = yield* mapSteps(graph.nodes, (node, index) => ownKind(node, index, values));
  // What a reference says of the object it leads to.
  yield* eachStep(graph.nodes, (node, index) => {
    for (const child of node.children) {
      const kind = kinds[child.node];
      if (leadsToKeras2Layer(child.name) && (kind === 'part' || isGuess(graph, child.node, kind))) {
        kinds[child.node] = 'layer';
      }
      if (isLayerList(child.name)) markItems(graph, kinds, child, work);
      // What Keras 2 keeps for itself beside every layer; it repeats the layer's variables and layers.
      if (child.name === 'keras_api') kinds[child.node] = 'internal';
      if (child.name === innerFunctional) kinds[child.node] = 'container';
      if (leadsToMetrics(child.name) && kinds[index] !== 'optimizer') {
        markMetrics(graph, kinds, child.node, work);
      }
    }
  });
  return kinds;
}

/** Items of one of Keras's lists of layers are layers, even where they hold nothing. */
function markItems(
  graph: ObjectGraph,
  kinds: ObjectKind[],
  list: ObjectReference,
  work: Work,
): void {
  const items = graph.nodes[list.node]?.children ?? [];
  // Many objects may refer to one list.
  if (!work.spend(items.length)) return;
  for (const { name, node } of items) {
    if (!isIndex(name)) continue;
    const guess = holdsOnlyLayers(list.name) && isGuess(graph, node, kinds[node]);
    if (kinds[node] === 'part' || guess) kinds[node] = 'layer';
  }
}

/** Whether only the names of its variables made this a metric, which a layer of the author's may have as well. */
function isGuess(graph: ObjectGraph, node: number, kind: ObjectKind | undefined): boolean {
  return kind === 'metric' && graph.nodes[node]?.saved === null;
}

/** What a list of metrics holds; a metric may be the list's item or a container's. */
function markMetrics(graph: ObjectGraph, kinds: ObjectKind[], start: number, work: Work): void {
  const queue = [start];
  const seen = new Set(queue);
  for (let next = 0; next < queue.length; next++) {
    const node = queue[next] ?? 0;
    const kind = kinds[node];
    if (kind === 'part' || kind === 'layer') kinds[node] = 'metric';
    if (kind !== 'container') continue;
    const children = graph.nodes[node]?.children ?? [];
    if (!work.spend(children.length)) return;
    for (const child of children) {
      if (!seen.has(child.node)) {
        seen.add(child.node);
        queue.push(child.node);
      }
    }
  }
}

/** @param values whether a value is stored for the object itself, by node */
function ownKind(node: ObjectNode, index: number, values: readonly boolean[]): ObjectKind {
  const names = new Set(node.children.map((child) => child.name));
  const saved = node.saved;
  if (saved && saved.kind !== 'object') return saved.kind === 'variable' ? 'variable' : 'internal';
  if (values[index]) return 'variable';
  if (saved) {
    const { identifier } = saved;
    if (identifier === '_tf_keras_metric') return 'metric';
    if (identifier === 'optimizer' || identifier === 'experimentalOptimizer') return 'optimizer';
    if (identifier.startsWith('_tf_keras_')) return 'layer';
    if (identifier === 'signature_map') return 'internal';
    if (identifier.startsWith('trackable_')) return 'container';
  }
  if (isOptimizer(node, names)) return 'optimizer';
  // Before metrics: a layer of the author's may keep a `total` and a `count` of its own.
  if (keras3Layer.some((name) => names.has(name))) return 'layer';
  if (isMetric(node, values)) return 'metric';
  if (node.children.length > 0 && node.children.every((child) => isIndex(child.name))) {
    return 'container';
  }
  return 'part';
}

/** Keras since 2.11 has `_iterations`; before, `iter` or slots; a wrapper (loss scaling) holds another optimizer. */
function isOptimizer(node: ObjectNode, names: ReadonlySet<string>): boolean {
  return (
    node.slots.length > 0 ||
    names.has('_iterations') ||
    (names.has('iter') && (names.has('decay') || names.has('learning_rate'))) ||
    names.has('inner_optimizer')
  );
}

/** A checkpoint does not name metrics: they are told by the names of their variables. */
function isMetric(node: ObjectNode, values: readonly boolean[]): boolean {
  const variables = node.children.filter((child) => values[child.node]);
  const owned = node.children.filter((child) => !isVariableList(child.name));
  return (
    variables.length > 1 &&
    variables.length <= owned.length &&
    variables.every((child) => metricVariables.has(child.name))
  );
}

import { eachStep, type Steps } from '../../core/steps.ts';
import type { TensorRole } from '../../protocol/model.ts';
import { isVariableList } from './edges.ts';
import type { ObjectKind } from './kinds.ts';
import type { ObjectGraph } from './object-graph.ts';
import type { StoredTensor } from './description.ts';
import type { Work } from './work.ts';

/** Attribute names under which whole numbers count what was done. */
const counterName =
  /(?:^|_)(?:step|steps|epoch|epochs|iter|iteration|iterations|counter|num_updates|num_batches)$/i;

/** `RandomGenerator` of Keras 2 and `tf.random.Generator`, `SeedGenerator` of Keras 3. */
const seedName = /(?:^|\/)(?:_state_var|seed_generator_state)$/;

/** What a variable of the graph is there for, by node; undefined for what is no variable. */
export function* variableRoles(
  graph: ObjectGraph,
  kinds: readonly ObjectKind[],
  tensors: ReadonlyMap<string, StoredTensor>,
  work: Work,
): Steps<readonly (TensorRole | undefined)[]> {
  const roles = new Array<TensorRole | undefined>(graph.nodes.length).fill(undefined);
  const model = yield* reachable(graph, kinds, [0], { listsToo: false });
  const ofKind = (kind: ObjectKind): number[] =>
    kinds.flatMap((each, node) => (each === kind ? [node] : []));
  const metrics = yield* reachable(graph, kinds, ofKind('metric'), { listsToo: true });
  const optimizers = yield* reachable(graph, kinds, ofKind('optimizer'), { listsToo: true });
  const trained = trainedByOptimizers(graph, kinds, work);
  const slots = new Set(graph.nodes.flatMap((node) => node.slots.map((slot) => slot.slot)));

  yield* eachStep(kinds, (kind, node) => {
    if (kind !== 'variable') return;
    if (slots.has(node)) roles[node] = 'optimizer';
    else if (model.has(node) || trained.has(node)) roles[node] = 'weight';
    else if (metrics.has(node)) roles[node] = 'state';
    else if (optimizers.has(node)) roles[node] = 'optimizer';
    else roles[node] = 'weight';
  });

  yield* eachStep(graph.nodes, (parent, parentNode) => {
    for (const { name, node } of parent.children) {
      if (roles[node] !== 'weight') continue;
      if (parentNode === 0 && name === 'save_counter') roles[node] = 'bookkeeping';
      else if (isSeed(graph, node, name) || isCounter(graph, tensors, node, name)) {
        roles[node] = 'state';
      }
    }
  });
  return roles;
}

/**
 * Nodes that are reached from others without passing through an optimizer or a metric. Keras 2 repeats a model's
 * variables, its metrics' included, in lists beside `keras_api`: they are followed only where asked for.
 */
function* reachable(
  graph: ObjectGraph,
  kinds: readonly ObjectKind[],
  from: readonly number[],
  { listsToo }: { listsToo: boolean },
): Steps<ReadonlySet<number>> {
  const seen = new Set(from.filter((node) => graph.nodes[node] !== undefined));
  const queue = [...seen];
  const starts = new Set(seen);
  for (let next = 0; next < queue.length; next++) {
    yield;
    const node = queue[next] ?? 0;
    const kind = kinds[node];
    if (!starts.has(node) && (kind === 'optimizer' || kind === 'metric')) continue;
    const children = graph.nodes[node]?.children ?? [];
    const repeats = children.some((child) => child.name === 'keras_api');
    for (const child of children) {
      if (child.name === 'keras_api' && !listsToo) continue;
      if (repeats && !listsToo && isVariableList(child.name)) continue;
      if (seen.has(child.node)) continue;
      seen.add(child.node);
      queue.push(child.node);
    }
  }
  return seen;
}

/** Keras 3: an optimizer lists the variables it trains. A checkpoint of the optimizer alone holds them only there. */
export function trainedByOptimizers(
  graph: ObjectGraph,
  kinds: readonly ObjectKind[],
  work: Work,
): ReadonlySet<number> {
  const trained = new Set<number>();
  graph.nodes.forEach((node, index) => {
    if (kinds[index] !== 'optimizer') return;
    for (const list of node.children) {
      if (list.name !== '_trainable_variables') continue;
      const items = graph.nodes[list.node]?.children ?? [];
      if (!work.spend(items.length)) return;
      for (const item of items) trained.add(item.node);
    }
  });
  return trained;
}

function isSeed(graph: ObjectGraph, node: number, attribute: string): boolean {
  return seedName.test(attribute) || seedName.test(variableName(graph, node));
}

function isCounter(
  graph: ObjectGraph,
  tensors: ReadonlyMap<string, StoredTensor>,
  node: number,
  attribute: string,
): boolean {
  const { dtype, shape } = storedVariable(graph, tensors, node);
  return shape?.length === 0 && /^u?int\d+$/.test(dtype) && counterName.test(attribute);
}

/** The name that the variable itself has, `dense/kernel`. */
export function variableName(graph: ObjectGraph, node: number): string {
  const object = graph.nodes[node];
  if (object?.saved?.kind === 'variable') return object.saved.name;
  return object?.stored.find((stored) => stored.variableName !== '')?.variableName ?? '';
}

/** Dtype and shape of a variable: of its tensor in the checkpoint, else as the SavedModel declares them. */
export function storedVariable(
  graph: ObjectGraph,
  tensors: ReadonlyMap<string, StoredTensor>,
  node: number,
): { dtype: string; shape: readonly (number | null)[] | null } {
  const object = graph.nodes[node];
  for (const stored of object?.stored ?? []) {
    const tensor = tensors.get(stored.key);
    if (tensor && stored.name === 'VARIABLE_VALUE') return tensor;
  }
  if (object?.saved?.kind === 'variable') return object.saved;
  return { dtype: '', shape: null };
}

import type { Steps } from '../../core/steps.ts';
import { storedVariable, variableName } from './roles.ts';
import type { StoredTensor } from './description.ts';
import type { ObjectGraph } from './object-graph.ts';

/**
 * `model.export` of Keras 3 saves every variable twice: as `variables/N`, and again as `_all_variables/N`, as
 * other objects with tensors of their own. The second of each pair is a copy: the variable with the same name,
 * dtype and shape as one of `variables` that has no copy yet.
 */
export function* exportedCopies(
  graph: ObjectGraph,
  tensors: ReadonlyMap<string, StoredTensor>,
): Steps<ReadonlySet<number>> {
  const copies = new Set<number>();
  const items = (list: string): number[] => {
    const child = graph.nodes[0]?.children.find(({ name }) => name === list);
    return child ? (graph.nodes[child.node]?.children.map(({ node }) => node) ?? []) : [];
  };
  const originals = new Set(items('variables'));
  const unmatched = new Map<string, number>();
  const description = (node: number): string => {
    const { dtype, shape } = storedVariable(graph, tensors, node);
    return JSON.stringify([variableName(graph, node), dtype, shape]);
  };
  for (const node of originals) {
    yield;
    const key = description(node);
    unmatched.set(key, (unmatched.get(key) ?? 0) + 1);
  }
  for (const node of items('_all_variables')) {
    yield;
    if (originals.has(node) || copies.has(node)) continue;
    const key = description(node);
    const left = unmatched.get(key) ?? 0;
    if (left === 0) continue;
    unmatched.set(key, left - 1);
    copies.add(node);
  }
  return copies;
}

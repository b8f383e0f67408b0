import type { ObjectKind } from './kinds.ts';
import type { ObjectGraph } from './object-graph.ts';
import { trainedByOptimizers } from './roles.ts';
import type { Work } from './work.ts';

/**
 * Which variables are trained, by node; null where that was not saved, as in a checkpoint. Freezing a layer leaves the
 * flag of its variables as it was: what Keras lists beside them as `trainable_variables`, and what an optimizer of
 * Keras 3 lists as the variables it trains, is believed before the flag.
 */
export function trainedVariables(
  graph: ObjectGraph,
  kinds: readonly ObjectKind[],
  work: Work,
): (node: number) => boolean | null {
  const trainable = new Set<number>();
  const frozen = new Set<number>();
  for (const { children } of graph.nodes) {
    for (const { name, node: list } of children) {
      const into =
        name === 'trainable_variables'
          ? trainable
          : name === 'non_trainable_variables'
            ? frozen
            : null;
      const items = into ? (graph.nodes[list]?.children ?? []) : [];
      if (!work.spend(items.length)) break;
      for (const { node } of items) into?.add(node);
    }
  }
  const optimized = trainedByOptimizers(graph, kinds, work);
  return (node) => {
    const saved = graph.nodes[node]?.saved;
    if (saved?.kind !== 'variable') return null;
    if (trainable.has(node)) return true;
    if (frozen.has(node)) return false;
    return saved.trainable && (optimized.size === 0 || optimized.has(node));
  };
}

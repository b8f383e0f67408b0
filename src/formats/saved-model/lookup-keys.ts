import type { SavedObjects } from '../../codec/object-graph/read-graph.ts';

/**
 * Dtype of the keys of lookup tables that were made from a list, by the table's node. Such a table has no asset:
 * its vocabulary is a constant that the table's `_initialize` function captures, first the keys, then the values.
 *
 * @param constants the graph's string and int64 constants by name
 */
export function lookupKeys(
  { graph, captures }: SavedObjects,
  constants: ReadonlyMap<string, string>,
): Map<number, string> {
  const keys = new Map<number, string>();
  graph.nodes.forEach((node, index) => {
    if (node.saved?.kind !== 'resource') return;
    const initialize = node.children.find((child) => child.name === '_initialize');
    const saved = initialize && graph.nodes[initialize.node]?.saved;
    if (saved?.kind !== 'function') return;
    for (const name of saved.concreteFunctions) {
      const captured = (captures.get(name) ?? []).flatMap((bound) => {
        const constant = graph.nodes[bound]?.saved;
        const dtype = constant?.kind === 'constant' ? constants.get(constant.operation) : undefined;
        return dtype === undefined ? [] : [dtype];
      });
      // Strings are the keys whichever stands first; two int64 constants map numbers to rows.
      const dtype = captured.includes('string') ? 'string' : captured[0];
      if (dtype !== undefined) keys.set(index, dtype);
    }
  });
  return keys;
}

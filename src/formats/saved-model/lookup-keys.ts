import type { ObjectGraph } from '../../codec/object-graph/object-graph.ts';

/**
 * Dtype of the keys of lookup tables, by the table's node: its `_create_resource` function holds the op that makes
 * the table, whether the vocabulary comes from a list or from a file.
 *
 * @param tableKeys functions that make a table, by name, with the dtype of its keys
 */
export function lookupKeys(
  { nodes }: ObjectGraph,
  tableKeys: ReadonlyMap<string, string>,
): Map<number, string> {
  const keys = new Map<number, string>();
  nodes.forEach((node, index) => {
    if (node.saved?.kind !== 'resource') return;
    const create = node.children.find((child) => child.name === '_create_resource');
    const saved = create && nodes[create.node]?.saved;
    if (saved?.kind !== 'function') return;
    for (const name of saved.concreteFunctions) {
      const dtype = tableKeys.get(name);
      if (dtype !== undefined) keys.set(index, dtype);
    }
  });
  return keys;
}

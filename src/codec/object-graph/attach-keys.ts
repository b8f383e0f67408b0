import { limits } from '../../protocol/limits.ts';
import type { ObjectGraph, StoredAttribute } from './object-graph.ts';

/**
 * Joins the variables of a SavedModel with its checkpoint's tensors by the tensors' keys, for a checkpoint whose own
 * object graph cannot be read (the shard that holds it is missing). TensorFlow makes a key of the names along a path
 * from the root to the variable, each escaped: `.` as `..`, `/` as `.S`.
 *
 * @param tensors names of the checkpoint's tensors
 */
export function attachKeys(saved: ObjectGraph, tensors: ReadonlySet<string>): ObjectGraph {
  const stored = new Map<number, StoredAttribute>();
  const follow = follower(saved);
  for (const tensor of tensors) {
    const path = /^(.+)\/\.ATTRIBUTES\/VARIABLE_VALUE$/s.exec(tensor)?.[1];
    const node = path === undefined ? undefined : follow(path.split('/').map(unescapeName));
    const variable = node === undefined ? undefined : saved.nodes[node]?.saved;
    if (node === undefined || variable?.kind !== 'variable') continue;
    stored.set(node, { name: 'VARIABLE_VALUE', variableName: variable.name, key: tensor });
  }
  return {
    ...saved,
    nodes: saved.nodes.map((node, index) => {
      const attribute = stored.get(index);
      return attribute ? { ...node, stored: [attribute] } : node;
    }),
  };
}

/** Finds the node at the end of a path from the root. */
function follower({ nodes }: ObjectGraph): (path: readonly string[]) => number | undefined {
  const byName = new Map<number, ReadonlyMap<string, number>>();
  const childOf = (node: number, name: string): number | undefined => {
    let children = byName.get(node);
    if (!children) {
      // Of two with one name the first.
      const all = nodes[node]?.children.toReversed() ?? [];
      children = new Map(all.map((child) => [child.name, child.node]));
      byName.set(node, children);
    }
    return children.get(name);
  };
  return (path) => {
    if (path.length > limits.objectGraphDepth) return undefined;
    let node: number | undefined = 0;
    for (const name of path) if (node !== undefined) node = childOf(node, name);
    return node;
  };
}

function unescapeName(name: string): string {
  return name.replace(/\.([.S])/g, (_, escaped: string) => (escaped === 'S' ? '/' : '.'));
}

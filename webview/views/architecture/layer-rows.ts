import type { LayerNode } from '../../state/layers.ts';

/** A layer as a row of the tree table. */
export interface LayerRow {
  readonly node: LayerNode;
  /** 1 is outermost. */
  readonly level: number;
  /** null where it holds no layers. */
  readonly expanded: boolean | null;
}

/** Rows that are in sight with some layers closed. No recursion: a file says how deep layers nest. */
export function layerRows(
  roots: readonly LayerNode[],
  closed: ReadonlySet<string>,
): readonly LayerRow[] {
  const rows: LayerRow[] = [];
  const stack = [...roots].reverse().map((node) => ({ node, level: 1 }));
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, level } = next;
    const expanded = node.children.length === 0 ? null : !closed.has(node.layer.path);
    rows.push({ node, level, expanded });
    if (expanded !== true) continue;
    stack.push(...[...node.children].reverse().map((child) => ({ node: child, level: level + 1 })));
  }
  return rows;
}

/** Whether a layer is what somebody searches for: by name, path or class. */
export function matches({ layer }: LayerNode, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  return [layer.name, layer.path, layer.class ?? ''].some((text) =>
    text.toLowerCase().includes(wanted),
  );
}

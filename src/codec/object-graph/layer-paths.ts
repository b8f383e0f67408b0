import { layerPath } from '../../core/layer-path.ts';
import { limits } from '../../protocol/limits.ts';
import { innerFunctional, isIndex, isLayerList } from './edges.ts';
import { isListed } from './keras-names.ts';
import type { LayerSources } from './layer-sources.ts';
import type { Draft } from './layer-tree.ts';

/**
 * Paths as the author would write them: a layer that only a list of Keras's leads to goes by its Keras name. Where
 * two would have the same path, both keep the graph's own names.
 */
export function pathNames(
  { steps }: LayerSources,
  drafts: ReadonlyMap<number, Draft>,
  kerasName: (node: number) => string | null,
): (node: number) => string | null {
  const paths = new Map<number, string | null>([[0, '']]);
  const taken = new Map<string, number>();
  const join = (parent: string, name: string): string | null => {
    const path = layerPath(parent, name);
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

/** The last part of a path; an index says nothing without its list, and the model itself has no part. */
export function lastName(path: string): string {
  if (path === '') return 'model';
  const parts = path.split('/');
  return parts.slice(isIndex(parts.at(-1) ?? '') ? -2 : -1).join('/');
}

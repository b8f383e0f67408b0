import { elementCount } from '../../core/shape.ts';
import type { Layer, TensorInfo } from '../../protocol/model.ts';
import type { ConfiguredLayer } from './configured-layers.ts';

/** A layer before its weights are counted. */
export type LayerOutline = Omit<Layer, 'parameters' | 'trainableParameters' | 'weights'>;

/** Layers as a configuration describes them. */
export function outlinesOf(configured: readonly ConfiguredLayer[]): readonly LayerOutline[] {
  return configured.map(({ store: _, ...layer }) => ({
    ...layer,
    classSource: 'config',
    outputShapes: null,
  }));
}

/**
 * Layers with the weights that they hold themselves, and with the elements of those and of their descendants'.
 *
 * @param weightsOf names of a layer's own weights, by its path
 */
export function layersWithWeights(
  outlines: readonly LayerOutline[],
  weightsOf: ReadonlyMap<string, readonly string[]>,
  tensors: readonly TensorInfo[],
): readonly Layer[] {
  const elements = new Map(tensors.map(({ name, shape }) => [name, elementCount(shape)]));
  const totals = new Map<string, number>();
  // Children come after what holds them: from the last to the first each total is complete when it is added.
  for (const { path, parent } of outlines.toReversed()) {
    const own = (weightsOf.get(path) ?? []).reduce(
      (sum, name) => sum + (elements.get(name) ?? 0),
      0,
    );
    const total = own + (totals.get(path) ?? 0);
    totals.set(path, total);
    if (parent !== null) totals.set(parent, (totals.get(parent) ?? 0) + total);
  }
  return outlines.map((outline) => ({
    ...outline,
    parameters: totals.get(outline.path) ?? 0,
    trainableParameters: null,
    weights: weightsOf.get(outline.path) ?? [],
  }));
}

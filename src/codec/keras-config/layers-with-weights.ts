import { kerasWeights } from '../../core/keras-weights.ts';
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
 * Layers with the weights that they hold themselves, with the elements of those and of their descendants', and with how
 * many of them training changes.
 *
 * @param weightsOf names of a layer's own weights, by its path
 */
export function layersWithWeights(
  outlines: readonly LayerOutline[],
  weightsOf: ReadonlyMap<string, readonly string[]>,
  tensors: readonly TensorInfo[],
): readonly Layer[] {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const isFrozen = new Map<string, boolean>();
  for (const { path, parent, trainable } of outlines) {
    const around = parent !== null && isFrozen.get(parent) === true;
    isFrozen.set(path, around || trainable === false);
  }
  const totals = new Map<string, number>();
  const trained = new Map<string, number | null>();
  const add = (path: string, count: number, changes: number | null): void => {
    totals.set(path, (totals.get(path) ?? 0) + count);
    const before = trained.get(path) ?? (trained.has(path) ? null : 0);
    trained.set(path, before === null || changes === null ? null : before + changes);
  };
  // Children come after what holds them: from the last to the first each total is complete when it is added.
  for (const outline of outlines.toReversed()) {
    const { path, parent } = outline;
    const own = (weightsOf.get(path) ?? []).flatMap((name) => byName.get(name) ?? []);
    const count = own.reduce((sum, { shape }) => sum + elementCount(shape), 0);
    add(path, count, isFrozen.get(path) === true ? 0 : trainedOf(outline, own));
    if (parent !== null) {
      add(parent, totals.get(path) ?? 0, trained.get(path) ?? (trained.has(path) ? null : 0));
    }
  }
  return outlines.map((outline) => ({
    ...outline,
    parameters: totals.get(outline.path) ?? 0,
    trainableParameters: trained.get(outline.path) ?? null,
    weights: weightsOf.get(outline.path) ?? [],
  }));
}

/** Elements of the weights that training changes; null where only the code of a custom class says which these are. */
function trainedOf(
  { class: className, classSource, config, custom }: LayerOutline,
  own: readonly TensorInfo[],
): number | null {
  if (own.length === 0) return 0;
  if (classSource !== 'config' || custom !== false) return null;
  const known = kerasWeights(className, config);
  return own
    .filter(({ dtype }, index) => {
      // The kernel of a quantised layer is whole numbers, which no gradient changes.
      if (!/^b?float/.test(dtype)) return false;
      return known?.[index]?.trainable !== false;
    })
    .reduce((sum, { shape }) => sum + elementCount(shape), 0);
}

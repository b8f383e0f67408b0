import type { Layer, Shape } from '../../protocol/model.ts';
import type { Graph } from '../graph.ts';

/** Layers with the shapes of what they give where a traced graph shows them; those that are known already stay. */
export function withTracedShapes(layers: readonly Layer[], { nodes }: Graph): readonly Layer[] {
  const shapes = new Map<string, readonly Shape[]>();
  for (const { kind, layer, outputs } of nodes) {
    // Of a layer that is called several times, the last call is what Keras tells.
    if (kind === 'layer' && layer !== null && outputs.length > 0) {
      shapes.set(
        layer,
        outputs.map(({ shape }) => shape),
      );
    }
  }
  return layers.map((layer) => ({
    ...layer,
    outputShapes: layer.outputShapes ?? shapes.get(layer.path) ?? null,
  }));
}

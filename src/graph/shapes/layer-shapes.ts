import type { Artifact } from '../../formats/contract.ts';
import type { Layer, Shape } from '../../protocol/model.ts';
import { configuredModel, innerModel, type ConfiguredModel } from '../config/configured-model.ts';
import { specsOf } from './infer.ts';

/** The layers of an artifact with the shapes of what they give, as far as configurations tell them. */
export function withOutputShapes({
  layers,
  configurations,
}: Pick<Artifact, 'layers' | 'configurations'>): readonly Layer[] {
  const shapes = new Map<string, readonly Shape[]>();
  const configuration = configurations?.find(({ isModel }) => isModel)?.value;
  const whole = configuration === undefined ? null : configuredModel(configuration).model;
  if (whole) addShapes(whole, shapes);
  // A subclassed model has no such configuration, and what it holds may have one.
  for (const { path, class: className, config } of layers) {
    if (config === null || shapes.has(path) || !('layers' in config)) continue;
    const model = innerModel({ class_name: className, config }, path);
    if (model) addShapes(model, shapes);
  }
  if (shapes.size === 0) return layers;
  return layers.map((layer) => {
    const outputShapes = shapes.get(layer.path);
    return outputShapes ? { ...layer, outputShapes } : layer;
  });
}

function addShapes(model: ConfiguredModel, shapes: Map<string, readonly Shape[]>): void {
  const specs = specsOf(model);
  const shapesOf = (outputs: readonly { readonly shape: Shape }[]): readonly Shape[] =>
    outputs.map(({ shape }) => shape);
  const models = [model];
  if (!shapes.has(model.path)) {
    shapes.set(
      model.path,
      shapesOf(
        model.outputs.map(
          ({ taken: { from, call, tensor } }) => specs.of(from)[call]?.[tensor] ?? { shape: null },
        ),
      ),
    );
  }
  for (let next = 0; next < models.length; next++) {
    for (const member of models[next]?.members ?? []) {
      if (member.model) models.push(member.model);
      const outputs = shapesOf(specs.of(member).flat());
      if (outputs.length > 0 && outputs.some((shape) => shape !== null)) {
        shapes.set(member.path, outputs);
      }
    }
  }
}

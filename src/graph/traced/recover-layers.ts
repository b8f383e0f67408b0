import { layerPath } from '../../core/layer-path.ts';
import { classFromDefaultName, isKerasLayerClass } from '../../core/keras-classes.ts';
import type { OpGraph } from '../../core/op-graph.ts';
import { addTo } from '../../core/multimap.ts';
import { elementCount } from '../../core/shape.ts';
import type { Steps } from '../../core/steps.ts';
import type { Layer, TensorInfo } from '../../protocol/model.ts';
import type { Ends } from './flat-graph.ts';
import { allScopes, outwards, type Scope } from './scopes.ts';
import { tracedScopes } from './traced-scopes.ts';

/**
 * The model that holds variables in a list, as `model.export` of Keras 3 leaves a subclassed model or a layer of the
 * author's with layers in it: the traced functions then know more, and are asked for the layers of every variable.
 * Null where the variables' names tell all of them.
 */
export function flatExport(layers: readonly Layer[], tensors: readonly TensorInfo[]): Layer | null {
  const [model] = layers;
  if (model?.path !== '' || model.weights.length === 0) return null;
  const held = new Set(model.weights);
  const isFlat = tensors.every(
    ({ name, objectPath }) => !held.has(name) || /^variables\/\d+$/.test(objectPath ?? ''),
  );
  return isFlat ? { ...model, weights: layers.flatMap(({ weights }) => weights) } : null;
}

export interface Recovered {
  /** The model and its layers; what no scope takes stays the model's own. */
  readonly layers: readonly Layer[];
  /** `TensorInfo.objectPath` of the weights that a layer was found for, by their names. */
  readonly paths: ReadonlyMap<string, string>;
}

/**
 * The layers of a model whose variables lie in one list, told by the name scopes of the ops that take them. A function
 * is traced after the model was built, and TensorFlow numbers the second of each name: the scope of `dense` is
 * `dense_1`, which tells a layer's scope from those inside it.
 *
 * @param model the layer that holds them all
 */
export function* recoveredLayers(
  ops: OpGraph,
  ends: Ends,
  model: Layer,
  tensors: readonly TensorInfo[],
): Steps<Recovered> {
  const { weights, root } = yield* tracedScopes(ops, ends, tensors);
  const [outermost] = [...root.scopes.values()].filter(({ name }) => isNumbered(name));
  if (!outermost) return { layers: [model], paths: new Map() };

  const left = new Set(model.weights);
  const names = new Map<string, string>();
  const held = new Map<Scope, string[]>();
  for (const scope of allScopes(outermost)) {
    yield;
    for (const op of scope.ops) {
      for (const { tensor, name } of weights[op] ?? []) {
        if (tensor === null || !left.has(tensor)) continue;
        const layer: Scope = outwards(scope).find((each) => isNumbered(each.name)) ?? outermost;
        if (layer === outermost) continue;
        left.delete(tensor);
        names.set(tensor, name);
        addTo(held, layer, tensor);
      }
    }
  }
  const sizes = new Map(tensors.map(({ name, shape }) => [name, elementCount(shape)]));
  const holders = new Set([...held.keys()].flatMap(outwards));
  /** Whether it holds layers and no weights of its own. */
  const isModel = (scope: Scope): boolean =>
    scope === outermost || (holders.has(scope) && !held.has(scope));
  const layers: Layer[] = [];
  const objectPaths = new Map<string, string>();
  const paths = new Map<Scope, string>([[outermost, '']]);
  const taken = new Set<string>();
  for (const scope of allScopes(outermost)) {
    yield;
    if (scope === outermost || !isNumbered(scope.name)) continue;
    const around = outwards(scope).slice(1);
    const holder = around.find((each) => paths.has(each));
    // One without weights is told by its name alone, and only where layers are: in the model, not in a layer.
    const isNamed = classFromDefaultName(withoutNumber(scope.name)) !== null;
    if (!holders.has(scope) && !(isNamed && holder && isModel(holder))) continue;
    const parent = (holder && paths.get(holder)) ?? '';
    const name = withoutNumber(scope.name);
    const path = unused(layerPath(parent, name), taken);
    paths.set(scope, path);
    const own = held.get(scope) ?? [];
    for (const tensor of own) objectPaths.set(tensor, `${path}/${names.get(tensor) ?? ''}`);
    const below = allScopes(scope).flatMap((each) => held.get(each) ?? []);
    const className = classFromDefaultName(name);
    const parameters = below.reduce((sum, tensor) => sum + (sizes.get(tensor) ?? 0), 0);
    layers.push({
      path,
      name,
      class: className,
      classSource: className === null ? null : 'inferred',
      parameters,
      trainableParameters: model.trainableParameters === model.parameters ? parameters : null,
      trainable: null,
      outputShapes: null,
      custom: className === null ? null : !isKerasLayerClass(className),
      config: null,
      parent,
      weights: own,
    });
  }
  const name = model.name === 'model' ? withoutNumber(outermost.name) : model.name;
  const whole = { ...model, name, weights: model.weights.filter((each) => left.has(each)) };
  return { layers: [whole, ...layers], paths: objectPaths };
}

function isNumbered(name: string): boolean {
  return /_\d+$/.test(name);
}

function withoutNumber(name: string): string {
  return name.replace(/_\d+$/, '');
}

/** A second scope of one name is another call of another layer. */
function unused(path: string, taken: Set<string>): string {
  let own = path;
  for (let copy = 2; taken.has(own); copy++) own = `${path}~${String(copy)}`;
  taken.add(own);
  return own;
}

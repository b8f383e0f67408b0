import { layerPath } from '../../core/layer-path.ts';
import { elementCount } from '../../core/shape.ts';
import type { Steps } from '../../core/steps.ts';
import { limits } from '../../protocol/limits.ts';
import type { Layer } from '../../protocol/model.ts';
import { inferClass } from './infer-class.ts';
import { isKerasLayerClass } from '../../core/keras-classes.ts';

/** A weight that is known by its variable's name only. */
export interface NamedWeight {
  /** `sequential/dense/kernel` */
  readonly variable: string;
  /** The tensor's name; null where it is not stored. */
  readonly tensor: string | null;
  readonly shape: readonly number[];
  /** Null where it was not saved. */
  readonly trainable: boolean | null;
}

/** What stands before the same slashes. */
interface Scope {
  readonly path: string;
  readonly name: string;
  readonly parent: Scope | null;
  readonly children: Map<string, Scope>;
  readonly weights: NamedWeight[];
}

/**
 * Layers told by the scopes in variables' names, for what was saved without objects: TensorFlow 1, and
 * `model.export` of Keras 3, which keeps a flat list. Where a name stands twice (Keras 3 calls every kernel
 * `model/kernel` in a model whose layers were not built one by one) the scope tells no layer, and its weights are
 * the model's own.
 *
 * @param model whether one object holds them all: then the first layer is that model with path '', and a scope
 *   that all names begin with is its name. Without it there is no such layer.
 */
export function* layersFromNames(weights: readonly NamedWeight[], model: boolean): Steps<Layer[]> {
  const shared = model ? sharedScope(weights) : null;
  const root = newScope('', shared ?? (model ? 'model' : ''), null);
  const ambiguous = ambiguousScopes(weights);
  for (const weight of weights) {
    yield;
    const parts = weight.variable.split('/').slice(0, -1);
    const depth = ambiguous.has(parts.join('/')) ? 0 : limits.objectGraphDepth;
    if (parts[0] === shared) parts.shift();
    let scope = root;
    for (const part of parts.slice(0, depth)) scope = childScope(scope, part);
    scope.weights.push(weight);
  }

  const layers: Layer[] = [];
  const stack = model ? [root] : [...root.children.values()].reverse();
  for (let scope = stack.pop(); scope; scope = stack.pop()) {
    layers.push(layerOf(scope, root, model));
    yield;
    for (const child of [...scope.children.values()].reverse()) stack.push(child);
  }
  return layers;
}

function layerOf(scope: Scope, root: Scope, model: boolean): Layer {
  const below = weightsBelow(scope);
  const className =
    attentionOf(scope) ??
    inferClass({
      identifier: '',
      kerasName: scope.path === '' && scope.name === 'model' ? null : scope.name,
      variables: new Map(scope.weights.map((weight) => [lastPart(weight.variable), weight.shape])),
      attributes: new Set(),
      cellClass: null,
      lookupKeys: null,
    });
  const trained = below.map((weight) => weight.trainable).filter((each) => each !== null);
  const topLevel = scope.parent === null || (scope.parent === root && !model);
  return {
    path: scope.path,
    name: scope.name,
    class: className,
    classSource: className === null ? null : 'inferred',
    parameters: elements(below),
    // Of some it was not saved.
    trainableParameters:
      trained.length < below.length ? null : elements(below.filter((each) => each.trainable)),
    outputShapes: null,
    trainable: trained.length === 0 ? null : trained.includes(true),
    custom: className === null ? null : !isKerasLayerClass(className),
    config: null,
    parent: topLevel ? null : scope.parent.path,
    weights: scope.weights.flatMap((weight) => weight.tensor ?? []),
  };
}

function elements(weights: readonly NamedWeight[]): number {
  return weights.reduce((sum, { shape }) => sum + elementCount(shape), 0);
}

/** What MultiHeadAttention of Keras calls the layers in it, which nobody else's layers are called all at once. */
const attentionParts = ['query', 'key', 'value', 'attention_output'];

function attentionOf({ children }: Scope): string | null {
  return attentionParts.every((part) => children.has(part)) ? 'MultiHeadAttention' : null;
}

function weightsBelow(scope: Scope): NamedWeight[] {
  const weights: NamedWeight[] = [];
  const stack = [scope];
  for (let each = stack.pop(); each; each = stack.pop()) {
    for (const weight of each.weights) weights.push(weight);
    for (const child of each.children.values()) stack.push(child);
  }
  return weights;
}

/** The first part of every name, where it is the same in all and a layer could stand behind it. */
function sharedScope(weights: readonly NamedWeight[]): string | null {
  const [first] = weights[0]?.variable.split('/', 1) ?? [];
  if (first === undefined) return null;
  // With two parts it may as well be the only layer's name.
  const nested = weights.some(({ variable }) => variable.split('/').length > 2);
  if (nested && weights.every(({ variable }) => variable.startsWith(`${first}/`))) return first;
  return modelScope(weights);
}

/**
 * The default name of a model that stands before some names and not before others: Keras 3 calls what a layer builds
 * when it is made `block/gain`, and what is built in it when the model is called `functional/block/dense/kernel`.
 */
function modelScope(weights: readonly NamedWeight[]): string | null {
  const scopes = weights.map(({ variable }) => variable.split('/').slice(0, -1));
  const outermost = new Set(scopes.map(([scope]) => scope));
  const twice = scopes.find(
    ([scope = '', inner]) =>
      /^(?:functional|sequential)(?:_\d+)?$/.test(scope) && outermost.has(inner),
  );
  return twice?.[0] ?? null;
}

/** Scopes in which a name stands twice. */
function ambiguousScopes(weights: readonly NamedWeight[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const ambiguous = new Set<string>();
  for (const { variable } of weights) {
    if (seen.has(variable)) ambiguous.add(variable.slice(0, variable.lastIndexOf('/')));
    seen.add(variable);
  }
  return ambiguous;
}

function childScope(scope: Scope, name: string): Scope {
  let child = scope.children.get(name);
  if (!child) {
    child = newScope(layerPath(scope.path, name), name, scope);
    scope.children.set(name, child);
  }
  return child;
}

function newScope(path: string, name: string, parent: Scope | null): Scope {
  return { path, name, parent, children: new Map(), weights: [] };
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

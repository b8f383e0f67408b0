import { classFromDefaultName, isKerasLayerClass } from '../../core/keras-classes.ts';
import { addTo } from '../../core/multimap.ts';
import { snakeCase } from '../../core/snake-case.ts';
import type { Steps } from '../../core/steps.ts';
import type { Layer } from '../../protocol/model.ts';
import type { OpWeight } from './op-weights.ts';
import { allScopes, outwards, type Scope } from './scopes.ts';

/** What a scope turned out to be. */
export interface ScopeLayer {
  /** Null where only the scope's name says that it is one. */
  readonly layer: Layer | null;
  readonly class: string | null;
  readonly inferred: boolean;
}

export interface LayersOfScopes {
  readonly of: ReadonlyMap<Scope, ScopeLayer>;
  /** Layers whose ops stand in a scope of others: the ops that take their weights, by layer. */
  readonly bare: ReadonlyMap<Layer, ReadonlyMap<Scope, readonly number[]>>;
}

/**
 * Joins the model's layers to the scopes of a traced function: a scope whose ops take weights of one layer and of no
 * other is that layer, by whatever name. Where several scopes around each other do, the one that is named like the
 * layer; else the one that holds all of them. Layers without weights are told by their names alone.
 */
export function* layersOfScopes(
  root: Scope,
  weights: readonly (readonly OpWeight[])[],
  layers: readonly Layer[],
): Steps<LayersOfScopes> {
  const scopes = allScopes(root);
  const tree = new LayerTree(layers);
  const uses = new Map<Layer, { scope: Scope; op: number }[]>();
  const ownersIn = new Map<Scope, Set<Layer>>(scopes.map((scope) => [scope, new Set()]));
  for (const scope of scopes.toReversed()) {
    yield;
    const within = ownersIn.get(scope) ?? new Set();
    for (const op of scope.ops) {
      for (const weight of weights[op] ?? []) {
        const owner = tree.owner(weight);
        if (!owner) continue;
        within.add(owner);
        addTo(uses, owner, { scope, op });
      }
    }
    const around = scope.parent && ownersIn.get(scope.parent);
    if (around) for (const owner of within) around.add(owner);
  }

  const of = new Map<Scope, ScopeLayer>();
  const bare = new Map<Layer, Map<Scope, number[]>>();
  const placesOf = new Map<Layer, Scope[]>();
  /** Whether a scope's ops take weights of that layer and of what it holds alone. */
  const isPure = (scope: Scope, layer: Layer): boolean => {
    for (const owner of ownersIn.get(scope) ?? []) if (!tree.isWithin(owner, layer)) return false;
    return true;
  };
  const assign = (scope: Scope, layer: Layer): boolean => {
    if (scope === root || of.has(scope)) return false;
    of.set(scope, {
      layer,
      class: layer.class,
      inferred: layer.classSource === 'inferred',
    });
    addTo(placesOf, layer, scope);
    return true;
  };

  // From the innermost layers outwards: where a layer stands follows from where those that it holds do.
  for (const layer of tree.innermostFirst) {
    yield;
    if (layer.path === '') continue;
    const own = uses.get(layer) ?? [];
    const anchors = new Set([
      ...own.map(({ scope }) => scope),
      ...tree.children(layer).flatMap((child) => placesOf.get(child) ?? []),
    ]);
    if (anchors.size === 0) continue;
    const unnamed: Scope[] = [];
    for (const anchor of anchors) {
      const pure = outwards(anchor).filter((scope) => scope !== root && isPure(scope, layer));
      const named = pure.findLast((scope) => isNamedLike(scope.name, layer));
      if (!named || (of.has(named) && of.get(named)?.layer !== layer && !assign(named, layer))) {
        unnamed.push(anchor);
      } else assign(named, layer);
    }
    if (unnamed.length === 0) continue;
    const together = commonScope(unnamed);
    const isFree = together !== null && together !== root && !of.has(together);
    if (isFree && isPure(together, layer)) assign(together, layer);
    else if (own.length > 0) {
      for (const { scope, op } of own) {
        if (!unnamed.includes(scope)) continue;
        if (isPure(scope, layer) && assign(scope, layer)) continue;
        if (of.get(scope)?.layer === layer) continue;
        const places = bare.get(layer) ?? new Map<Scope, number[]>();
        bare.set(layer, places);
        addTo(places, scope, op);
      }
    }
  }

  // What is left has no weights: its name is all that there is.
  const weightless = layers.filter(
    (layer) => layer.path !== '' && !placesOf.has(layer) && !bare.has(layer),
  );
  const numbered = addsNumbers(of);
  const byName = new Map<string, Layer[]>();
  for (const layer of weightless) {
    for (const name of new Set([layer.name, lastPart(layer.path)])) addTo(byName, name, layer);
  }
  for (const scope of scopes) {
    yield;
    if (scope === root || of.has(scope) || scope.region !== null) continue;
    const around = nearest(scope.parent, of);
    // A layer that holds no other has ops in it and no layers.
    if (around?.layer && tree.children(around.layer).length === 0) continue;
    if (around && !around.layer) continue;
    const holder = around?.layer?.path ?? '';
    const named = nameOrder(scope.name, numbered)
      .flatMap((name) => byName.get(name) ?? [])
      .find((layer) => !placesOf.has(layer) && (layer.parent ?? '') === holder);
    if (named) assign(scope, named);
    else {
      const className = classFromDefaultName(scope.name);
      // Weights that only the model as a whole is known to hold are nobody's else.
      const owners = [...(ownersIn.get(scope) ?? [])];
      if (className !== null && owners.every(({ path }) => path === '')) {
        of.set(scope, { layer: null, class: className, inferred: true });
      }
    }
  }
  return { of, bare };
}

/** Layers by what is asked of them. */
class LayerTree {
  readonly #byPath: ReadonlyMap<string, Layer>;
  readonly #byTensor = new Map<string, Layer>();
  readonly #children = new Map<string, Layer[]>();
  readonly innermostFirst: readonly Layer[];

  constructor(layers: readonly Layer[]) {
    this.#byPath = new Map(layers.map((layer) => [layer.path, layer]));
    for (const layer of layers) {
      for (const tensor of layer.weights) {
        // One that is shared belongs to the first that holds it.
        if (!this.#byTensor.has(tensor)) this.#byTensor.set(tensor, layer);
      }
      if (layer.parent !== null) addTo(this.#children, layer.parent, layer);
    }
    // Parents come before their children.
    this.innermostFirst = layers.toReversed();
  }

  children(layer: Layer): readonly Layer[] {
    return this.#children.get(layer.path) ?? [];
  }

  owner({ tensor, path }: OpWeight): Layer | null {
    const byTensor = tensor === null ? undefined : this.#byTensor.get(tensor);
    if (byTensor) return byTensor;
    for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
      const layer = this.#byPath.get(at);
      if (layer && at !== '') return layer;
    }
    return null;
  }

  isWithin(layer: Layer, holder: Layer): boolean {
    for (let at: Layer | undefined = layer; at;) {
      if (at === holder) return true;
      at = at.parent === null ? undefined : this.#byPath.get(at.parent);
    }
    return false;
  }
}

/** Whether TensorFlow or Keras may have called a layer's scope that: its name, also with a number behind it. */
function isNamedLike(scope: string, layer: Layer): boolean {
  const plain = withoutNumber(scope);
  const names = [layer.name, lastPart(layer.path)];
  if (layer.class !== null && !isKerasLayerClass(layer.class)) names.push(snakeCase(layer.class));
  return names.some((name) => name === scope || withoutNumber(name) === plain);
}

/**
 * Whether scopes have a number more than their layers: Keras 3 traces a model after it was built, when the plain names
 * are taken.
 */
function addsNumbers(of: ReadonlyMap<Scope, ScopeLayer>): boolean {
  let more = 0;
  for (const [{ name }, { layer }] of of) {
    if (name === layer?.name) more -= 1;
    else if (withoutNumber(name) === layer?.name) more += 1;
  }
  return more > 0;
}

/** Names of the layer that a scope may be, the likelier first. */
function nameOrder(scope: string, numbered: boolean): readonly string[] {
  const plain = withoutNumber(scope);
  return numbered ? [plain, scope] : [scope, plain];
}

function withoutNumber(name: string): string {
  return name.replace(/_\d+$/, '');
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The innermost scope that holds them all. */
function commonScope(scopes: readonly Scope[]): Scope | null {
  const [first, ...others] = scopes.map(outwards);
  if (!first) return null;
  const rest = others.map((each) => new Set(each));
  return first.find((scope) => rest.every((each) => each.has(scope))) ?? null;
}

function nearest(scope: Scope | null, of: ReadonlyMap<Scope, ScopeLayer>): ScopeLayer | null {
  for (let at = scope; at; at = at.parent) {
    const found = of.get(at);
    if (found) return found;
  }
  return null;
}

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
  const uses = new Map<Layer, Use[]>();
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
  const join = new Join(root, tree, ownersIn);
  // From the innermost layers outwards: where a layer stands follows from where those that it holds do.
  for (const layer of tree.innermostFirst) {
    yield;
    if (layer.path !== '') join.byWeights(layer, uses.get(layer) ?? []);
  }
  const find = join.withoutWeights(layers);
  for (const scope of scopes) {
    yield;
    join.byName(scope, find);
  }
  return join;
}

/** An op that takes a layer's weight. */
interface Use {
  readonly scope: Scope;
  readonly op: number;
}

/** Layers that no weight tells, by a scope's name and the path of the layer around it. */
type Find = (scope: string, holder: string) => Layer | undefined;

class Join implements LayersOfScopes {
  readonly of = new Map<Scope, ScopeLayer>();
  readonly bare = new Map<Layer, Map<Scope, number[]>>();
  readonly #root: Scope;
  readonly #tree: LayerTree;
  /** Layers whose weights the ops of a scope take, at any depth. */
  readonly #ownersIn: ReadonlyMap<Scope, ReadonlySet<Layer>>;
  readonly #placesOf = new Map<Layer, Scope[]>();

  constructor(root: Scope, tree: LayerTree, ownersIn: ReadonlyMap<Scope, ReadonlySet<Layer>>) {
    this.#root = root;
    this.#tree = tree;
    this.#ownersIn = ownersIn;
  }

  /** Finds the scopes of a layer by the ops that take its weights, and by those of the layers that it holds. */
  byWeights(layer: Layer, own: readonly Use[]): void {
    const anchors = new Set([
      ...own.map(({ scope }) => scope),
      ...this.#tree.children(layer).flatMap((child) => this.#placesOf.get(child) ?? []),
    ]);
    const unnamed = new Set<Scope>();
    for (const anchor of anchors) {
      const named = outwards(anchor).findLast(
        (scope) => isNamedLike(scope.name, layer) && this.#isPure(scope, layer),
      );
      if (!named || !this.#assign(named, layer)) unnamed.add(anchor);
    }
    if (unnamed.size === 0) return;
    const together = commonScope([...unnamed]);
    if (together && this.#isPure(together, layer) && this.#assign(together, layer)) return;
    for (const { scope, op } of own) {
      if (!unnamed.has(scope)) continue;
      if (this.#isPure(scope, layer) && this.#assign(scope, layer)) continue;
      const places = this.bare.get(layer) ?? new Map<Scope, number[]>();
      this.bare.set(layer, places);
      addTo(places, scope, op);
    }
  }

  /** What is left of the layers has no weights: its name is all that there is. */
  withoutWeights(layers: readonly Layer[]): Find {
    const left = new Map<string, Layer[]>();
    for (const layer of layers) {
      if (layer.path === '' || this.#placesOf.has(layer) || this.bare.has(layer)) continue;
      for (const name of new Set([layer.name, lastPart(layer.path)])) {
        addTo(left, `${layer.parent ?? ''}\n${name}`, layer);
      }
    }
    const numbered = addsNumbers(this.of);
    return (scope, holder) =>
      nameOrder(scope, numbered)
        .flatMap((name) => left.get(`${holder}\n${name}`) ?? [])
        .find((layer) => !this.#placesOf.has(layer));
  }

  /** Takes a scope for a layer whose name it has, or for one of the class that its name is the default of. */
  byName(scope: Scope, find: Find): void {
    if (scope === this.#root || this.of.has(scope) || scope.region !== null) return;
    const around = nearest(scope.parent, this.of);
    // A layer that holds no other has ops in it and no layers.
    if (around && (!around.layer || this.#tree.children(around.layer).length === 0)) return;
    const named = find(scope.name, around?.layer?.path ?? '');
    if (named) {
      this.#assign(scope, named);
      return;
    }
    const className = classFromDefaultName(scope.name);
    // Weights that only the model as a whole is known to hold are nobody's else.
    const owners = [...(this.#ownersIn.get(scope) ?? [])];
    if (className !== null && owners.every(({ path }) => path === '')) {
      this.of.set(scope, { layer: null, class: className, inferred: true });
    }
  }

  /** Whether a scope's ops take weights of that layer and of what it holds alone. */
  #isPure(scope: Scope, layer: Layer): boolean {
    for (const owner of this.#ownersIn.get(scope) ?? []) {
      if (!this.#tree.isWithin(owner, layer)) return false;
    }
    return true;
  }

  /** @returns whether the scope is that layer now; the outermost, and one that is another layer already, is not. */
  #assign(scope: Scope, layer: Layer): boolean {
    const known = this.of.get(scope);
    if (known) return known.layer === layer;
    if (scope === this.#root) return false;
    const { class: className, classSource } = layer;
    this.of.set(scope, { layer, class: className, inferred: classSource === 'inferred' });
    addTo(this.#placesOf, layer, scope);
    return true;
  }
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

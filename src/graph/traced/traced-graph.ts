import type { OpGraph } from '../../core/op-graph.ts';
import type { Steps } from '../../core/steps.ts';
import type { GraphSource } from '../../protocol/graph.ts';
import type { Layer, TensorInfo } from '../../protocol/model.ts';
import { noteOf } from '../config/note.ts';
import {
  graphNode,
  type Graph,
  type GraphEdge,
  type GraphNode,
  type TensorSpec,
} from '../graph.ts';
import { activationOf } from './activation.ts';
import type { Ends, FlatGraph, Source } from './flat-graph.ts';
import { layersOfScopes, type LayersOfScopes } from './layers-of-scopes.ts';
import type { OpWeight } from './op-weights.ts';
import { outputSpecs } from './output-specs.ts';
import { isPlumbing } from './plumbing.ts';
import { withLayerOutputs } from './layer-outputs.ts';
import { allScopes, type Scope } from './scopes.ts';
import { tracedScopes } from './traced-scopes.ts';

/** What is known of an input before the graph is looked at. */
export interface TracedEnds extends Ends {
  readonly inputSpecs: ReadonlyMap<string, TensorSpec>;
}

/**
 * A graph of ops as its author's layers: functions in place of their calls, ops grouped by their name scopes, scopes
 * joined to the layers whose variables their ops take.
 *
 * @param ends of a signature; without any, the whole graph is told
 */
export function* tracedGraph(
  ops: OpGraph,
  ends: TracedEnds,
  layers: readonly Layer[],
  tensors: readonly TensorInfo[],
): Steps<Graph> {
  const { flat, wanted, weights, root } = yield* tracedScopes(ops, ends, tensors);
  const joined = yield* layersOfScopes(root, weights, layers);
  const source: GraphSource = layers.length > 0 ? 'traced' : 'scopes';
  const graph = yield* new Drawing(ops, flat, wanted, weights, joined, ends).graph(root, source);
  return withLayerOutputs(graph);
}

class Drawing {
  readonly #ops: OpGraph;
  readonly #flat: FlatGraph;
  readonly #wanted: ReadonlySet<number>;
  readonly #weights: readonly (readonly OpWeight[])[];
  readonly #joined: LayersOfScopes;
  readonly #ends: TracedEnds;
  readonly #nodes: GraphNode[] = [];
  readonly #idOfOp = new Map<number, string>();
  readonly #taken = new Set<string>();
  readonly #substances = new Map<Scope, number>();

  constructor(
    ops: OpGraph,
    flat: FlatGraph,
    wanted: ReadonlySet<number>,
    weights: readonly (readonly OpWeight[])[],
    joined: LayersOfScopes,
    ends: TracedEnds,
  ) {
    this.#ops = ops;
    this.#flat = flat;
    this.#wanted = wanted;
    this.#weights = weights;
    this.#joined = joined;
    this.#ends = ends;
  }

  *graph(root: Scope, source: GraphSource): Steps<Graph> {
    for (const [name, spec] of this.#ends.inputSpecs) this.#addEnd('input', name, spec);
    yield* this.#addScopes(root);
    for (const [name, { spec }] of this.#flat.outputs) this.#addEnd('output', name, spec);
    const edges: GraphEdge[] = [];
    for (const op of this.#wanted) {
      yield;
      const to = this.#idOfOp.get(op);
      if (to === undefined) continue;
      for (const input of this.#flat.inputs[op] ?? []) edges.push(...this.#edge(input, to));
    }
    for (const [name, { sources }] of this.#flat.outputs) {
      for (const each of sources) edges.push(...this.#edge(each, `output:${name}`));
    }
    return { source, nodes: this.#nodes, edges };
  }

  #edge(source: Source, to: string): GraphEdge[] {
    if (source.kind === 'input') return [{ from: `input:${source.name}`, to, output: 0 }];
    const from = source.kind === 'op' ? this.#idOfOp.get(source.op) : undefined;
    return from === undefined || source.kind !== 'op' ? [] : [{ from, to, output: source.output }];
  }

  #addEnd(kind: 'input' | 'output', name: string, spec: TensorSpec): void {
    this.#add({ id: `${kind}:${name}`, parent: null, kind, name, outputs: [spec] });
  }

  *#addScopes(root: Scope): Steps<void> {
    const open = this.#openScopes(root);
    const stack: { scope: Scope; parent: string | null }[] = [{ scope: root, parent: null }];
    for (let next = stack.pop(); next; next = stack.pop()) {
      yield;
      const { scope } = next;
      const id = this.#isShown(scope) ? this.#addScope(scope, next.parent, open) : next.parent;
      this.#addOps(scope, id);
      for (const inner of [...scope.scopes.values()].reverse()) {
        stack.push({ scope: inner, parent: id });
      }
    }
  }

  /** The outermost shows nothing that the picture does not, and neither does one that is all that another holds. */
  #isShown(scope: Scope): boolean {
    if (scope.parent === null) return false;
    if (this.#joined.of.has(scope) || scope.region !== null) return true;
    const { parent } = scope;
    if (parent.scopes.size === 1 && parent.ops.every((op) => this.#isPlumbing(op))) return false;
    return this.#substance(scope) > 1;
  }

  /** Ops in it that are to be seen, at any depth. */
  #substance(scope: Scope): number {
    const known = this.#substances.get(scope);
    if (known !== undefined) return known;
    for (const each of allScopes(scope).toReversed()) {
      const own = each.ops.filter((op) => !this.#isPlumbing(op)).length;
      const inner = [...each.scopes.values()].map((one) => this.#substances.get(one) ?? 0);
      this.#substances.set(
        each,
        inner.reduce((sum, count) => sum + count, own),
      );
    }
    return this.#substances.get(scope) ?? 0;
  }

  #isPlumbing(op: number): boolean {
    return isPlumbing(this.#flat.ops[op]?.node.op ?? '');
  }

  /** Scopes that hold layers and are none: the author's layers are what is seen first. */
  #openScopes(root: Scope): ReadonlySet<Scope> {
    const open = new Set<Scope>();
    for (const scope of this.#joined.of.keys()) {
      for (let at = scope.parent; at && at !== root; at = at.parent) {
        if (!this.#joined.of.has(at)) open.add(at);
      }
    }
    for (const places of this.#joined.bare.values()) {
      for (const scope of places.keys()) {
        for (let at: Scope | null = scope; at && at !== root; at = at.parent) open.add(at);
      }
    }
    return open;
  }

  #addScope(scope: Scope, parent: string | null, open: ReadonlySet<Scope>): string {
    const joined = this.#joined.of.get(scope);
    const layer = joined?.layer ?? null;
    const config = layer?.config ?? null;
    const note =
      config !== null && layer?.class
        ? noteOf(layer.class, config)
        : activationOf(scope, this.#flat.ops);
    return this.#add({
      id: scope.path,
      parent,
      kind: joined ? 'layer' : 'group',
      name: layer ? labelOf(layer) : scope.name,
      class: joined?.class ?? scope.region,
      inferred: joined?.inferred ?? false,
      note: joined ? note : '',
      layer: layer?.path ?? null,
      isOpen: !joined && open.has(scope),
    });
  }

  #addOps(scope: Scope, parent: string | null): void {
    const layerOf = new Map<number, Layer>();
    for (const [layer, places] of this.#joined.bare) {
      for (const op of places.get(scope) ?? []) layerOf.set(op, layer);
    }
    const idOf = new Map<Layer, string>();
    for (const op of scope.ops) {
      const flat = this.#flat.ops[op];
      if (!flat) continue;
      const { node, path, function: within } = flat;
      const plumbing = isPlumbing(node.op);
      const layer = layerOf.get(op);
      if (layer && !idOf.has(layer)) idOf.set(layer, this.#addLayer(layer, scope, parent));
      const id = this.#add({
        id: `${path}:op`,
        parent: (layer && idOf.get(layer)) ?? parent,
        kind: 'op',
        name: scope.path === '' ? path : path.slice(scope.path.length + 1),
        class: node.op,
        outputs: outputSpecs(node, this.#ops),
        weights: plumbing ? [] : (this.#weights[op] ?? []),
        isPlumbing: plumbing,
        attributes: () => node.attributes(),
        ...(node.device === '' ? {} : { device: node.device }),
        ...(within === null ? {} : { function: within }),
      });
      this.#idOfOp.set(op, id);
    }
  }

  /** A layer whose ops stand among others. */
  #addLayer(layer: Layer, scope: Scope, parent: string | null): string {
    return this.#add({
      id: `${scope.path}/${layer.path}:layer`,
      parent,
      kind: 'layer',
      name: labelOf(layer),
      class: layer.class,
      inferred: layer.classSource === 'inferred',
      note: layer.class === null ? '' : noteOf(layer.class, layer.config ?? {}),
      layer: layer.path,
    });
  }

  #add(node: Parameters<typeof graphNode>[0]): string {
    let { id } = node;
    for (let copy = 2; this.#taken.has(id); copy++) id = `${node.id}#${String(copy)}`;
    this.#taken.add(id);
    this.#nodes.push(graphNode({ ...node, id }));
    return id;
  }
}

/** What people call a layer: its attribute in the author's code. */
function labelOf({ path, name }: Layer): string {
  return path === '' ? name : path.slice(path.lastIndexOf('/') + 1);
}

import type { ErrorData } from '../../src/protocol/errors.ts';
import type { Layer, TensorInfo } from '../../src/protocol/model.ts';
import { errorData, type Rpc } from '../rpc.ts';
import { Observable } from './observable.ts';

/** How many weights are looked up for shapes and sizes; a model beyond shows its layers without them. */
const mostWeights = 20_000;
const pageSize = 2000;

/** A layer in its place in the tree. */
export interface LayerNode {
  readonly layer: Layer;
  readonly children: readonly LayerNode[];
  /** Its own weights, as far as they were found among the tensors. */
  readonly weights: readonly TensorInfo[];
  /** Bytes of its own weights and of its descendants', each once; null until weights are known. */
  readonly bytes: number | null;
  /** Elements of its own weights alone. */
  readonly ownParameters: number;
}

/** What people call a layer: its attribute in the author's code, which tells twins of one class apart. */
export function layerLabel({ path, name }: Layer): string {
  return path === '' ? name : path.slice(path.lastIndexOf('/') + 1);
}

/** The layers of a model and their weights, fetched when first wanted. */
export class Layers extends Observable {
  readonly #rpc: Rpc;
  #started = false;
  roots: readonly LayerNode[] | null = null;
  #slots: ReadonlyMap<string, readonly TensorInfo[]> = new Map();
  error: ErrorData | null = null;

  /** `before`: of the same artifact, which has changed since; it fills the screen until the answer. */
  constructor(rpc: Rpc, before?: Layers) {
    super();
    this.#rpc = rpc;
    this.roots = before?.roots ?? null;
  }

  want(): void {
    if (this.#started) return;
    this.#started = true;
    void this.#load();
  }

  /** What an optimizer keeps of a weight. */
  slotsOf(weight: string): readonly TensorInfo[] {
    return this.#slots.get(weight) ?? [];
  }

  /** The layer that holds a weight itself; null where none is known to. */
  holding(weight: string): Layer | null {
    const stack = [...(this.roots ?? [])];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (node.layer.weights.includes(weight)) return node.layer;
      stack.push(...node.children);
    }
    return null;
  }

  async #load(): Promise<void> {
    try {
      const { layers } = await this.#rpc.request('artifact/layers', {});
      this.roots = tree(layers, null);
      this.changed();
      const weights = await this.#weights();
      this.#slots = slotsIn([...weights.values()]);
      this.roots = tree(layers, weights);
      this.changed();
      // What only the graph tells of them takes a moment longer, and where it fails they are there without.
      const shaped = await this.#rpc.request('artifact/layers', { traced: true }).catch(() => null);
      if (shaped !== null) this.roots = tree(shaped.layers, weights);
    } catch (error) {
      this.error = errorData(error);
    }
    this.changed();
  }

  async #weights(): Promise<ReadonlyMap<string, TensorInfo>> {
    const found = new Map<string, TensorInfo>();
    let matched = 1;
    for (let offset = 0; offset < Math.min(matched, mostWeights); offset += pageSize) {
      const page = await this.#rpc.request('artifact/tensors', {
        filter: '',
        sort: 'file',
        descending: false,
        offset,
        limit: pageSize,
      });
      matched = page.matched;
      page.rows.forEach((tensor) => found.set(tensor.name, tensor));
    }
    return found;
  }
}

/** Optimizers' slot variables, by the weight that they belong to. */
function slotsIn(tensors: readonly TensorInfo[]): ReadonlyMap<string, readonly TensorInfo[]> {
  const slots = new Map<string, TensorInfo[]>();
  for (const tensor of tensors) {
    if (tensor.slot === undefined) continue;
    const known = slots.get(tensor.slot.of);
    if (known === undefined) slots.set(tensor.slot.of, [tensor]);
    else known.push(tensor);
  }
  return slots;
}

/** Elements in a shape. */
function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Built from the leaves up, without recursion: how deep layers nest is the file's to say. */
function tree(
  layers: readonly Layer[],
  tensors: ReadonlyMap<string, TensorInfo> | null,
): readonly LayerNode[] {
  const paths = new Set(layers.map((layer) => layer.path));
  const children = new Map<string | null, Layer[]>();
  for (const layer of layers) {
    const parent = layer.parent !== null && paths.has(layer.parent) ? layer.parent : null;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [layer]);
    else siblings.push(layer);
  }
  const order: Layer[] = [];
  const stack = [...(children.get(null) ?? [])];
  for (let layer = stack.pop(); layer !== undefined; layer = stack.pop()) {
    order.push(layer);
    stack.push(...(children.get(layer.path) ?? []));
  }
  const nodes = new Map<string, LayerNode>();
  const held = new Map<string, ReadonlyMap<string, number>>();
  for (const layer of order.reverse()) {
    const below = (children.get(layer.path) ?? []).flatMap((child) => nodes.get(child.path) ?? []);
    const weights = layer.weights.flatMap((name) => tensors?.get(name) ?? []);
    const sizes = new Map(weights.map((weight) => [weight.name, weight.bytes]));
    for (const child of below)
      held.get(child.layer.path)?.forEach((size, name) => sizes.set(name, size));
    held.set(layer.path, sizes);
    nodes.set(layer.path, {
      layer,
      children: below,
      weights,
      bytes: tensors === null ? null : [...sizes.values()].reduce((sum, size) => sum + size, 0),
      ownParameters: weights.reduce((sum, weight) => sum + elements(weight.shape), 0),
    });
  }
  return (children.get(null) ?? []).flatMap((layer) => nodes.get(layer.path) ?? []);
}

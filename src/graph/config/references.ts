import { isRecord } from '../../core/json.ts';
import type { DtypeName, Shape } from '../../protocol/model.ts';
import type { TensorSpec } from '../graph.ts';

/** A tensor as a configuration names it. */
export interface TensorReference {
  readonly layer: string;
  /** Which of the layer's nodes made it, as the configuration counts them. */
  readonly node: number;
  /** Which of that node's outputs it is. */
  readonly tensor: number;
  /** What the configuration says of it; null where it says nothing, as Keras 1 and 2 do. */
  readonly spec: TensorSpec | null;
}

/** Values of configurations that are looked at, in all. */
export interface Budget {
  left: number;
}

export function newBudget(): Budget {
  return { left: 1_000_000 };
}

/**
 * The tensors that one call of a layer takes, in the order of Keras's `tree.flatten`: arguments first, dictionaries by
 * their sorted keys.
 *
 * Keras 3 writes `{args, kwargs}` with a `__keras_tensor__` at any depth (`serialize_node` of
 * keras/src/models/functional.py). Keras 1 and 2 write `[layer, node, tensor]` or `[layer, node, tensor, kwargs]`, one or
 * any nesting of them; the keyword arguments are the same in each, tensors in them are `[layer, node, tensor]`
 * (`Node.serialize` of tf_keras/src/engine/node.py).
 */
export function referencesOfCall(call: unknown, budget: Budget): readonly TensorReference[] {
  if (isKeras3Call(call)) return keras3References([call['args'], call['kwargs']], budget);
  const found: TensorReference[] = [];
  const keywords: unknown[] = [];
  for (const leaf of legacyLeaves(call, budget)) {
    if (leaf[0] !== constant) found.push(referenceOf(leaf));
    if (keywords.length === 0 && isRecord(leaf[3])) keywords.push(leaf[3]);
  }
  for (const leaf of legacyLeaves(keywords, budget)) {
    if (leaf[0] !== constant) found.push(referenceOf(leaf));
  }
  return found;
}

/** The keyword arguments of a call, as they are written. */
export function keywordsOfCall(call: unknown): Readonly<Record<string, unknown>> {
  if (isKeras3Call(call)) return isRecord(call['kwargs']) ? call['kwargs'] : {};
  let first: unknown = call;
  // The first of them is all the way down the first items.
  for (let depth = 0; depth < deepest && !isLegacyReference(first); depth++) {
    first = Array.isArray(first) ? first[0] : isRecord(first) ? Object.values(first)[0] : undefined;
  }
  return isLegacyReference(first) && isRecord(first[3]) ? first[3] : {};
}

/** The arguments of a call of Keras 3 by their places, as they are written; none of an older call. */
export function argumentsOfCall(call: unknown): readonly unknown[] {
  return isKeras3Call(call) && Array.isArray(call['args']) ? (call['args'] as unknown[]) : [];
}

/** Lists in lists around the first tensor of a call. */
const deepest = 16;

export function isKeras3Call(call: unknown): call is Readonly<Record<string, unknown>> {
  return isRecord(call) && Array.isArray(call['args']) && 'kwargs' in call;
}

/** An input or output of a model, and the name that a dictionary of them gives it. */
export interface EndReference {
  readonly name: string | null;
  readonly reference: TensorReference;
}

/** `input_layers` or `output_layers`: one `[layer, node, tensor]`, or any nesting of them in lists and dictionaries. */
export function endReferences(value: unknown, budget: Budget): readonly EndReference[] {
  const names = isRecord(value) ? value : null;
  if (names === null) {
    return legacyLeaves(value, budget).map((leaf) => ({
      name: null,
      reference: referenceOf(leaf),
    }));
  }
  return Object.keys(names)
    .sort()
    .flatMap((name) =>
      legacyLeaves(names[name], budget).map((leaf) => ({ name, reference: referenceOf(leaf) })),
    );
}

/** What Keras 2 writes for an argument that is no tensor of Keras's. */
const constant = '_CONSTANT_VALUE';

type Leaf = readonly [string, number, number, ...unknown[]];

function isLegacyReference(value: unknown): value is Leaf {
  return (
    Array.isArray(value) &&
    value.length >= 3 &&
    typeof value[0] === 'string' &&
    Number.isSafeInteger(value[1]) &&
    (Number.isSafeInteger(value[2]) || value[0] === constant)
  );
}

function referenceOf([layer, node, tensor]: Leaf): TensorReference {
  return { layer, node, tensor, spec: null };
}

function legacyLeaves(value: unknown, budget: Budget): readonly Leaf[] {
  const found: Leaf[] = [];
  const pending: unknown[] = [value];
  while (pending.length > 0 && budget.left-- > 0) {
    const next = pending.pop();
    if (isLegacyReference(next)) found.push(next);
    else pushInside(pending, next);
  }
  return found;
}

function keras3References(value: unknown, budget: Budget): readonly TensorReference[] {
  const found: TensorReference[] = [];
  const pending: unknown[] = [value];
  while (pending.length > 0 && budget.left-- > 0) {
    const next = pending.pop();
    if (isRecord(next) && next['class_name'] === '__keras_tensor__') {
      const reference = keras3Reference(next['config']);
      if (reference) found.push(reference);
    } else pushInside(pending, next);
  }
  return found;
}

function keras3Reference(config: unknown): TensorReference | null {
  if (!isRecord(config)) return null;
  const history = config['keras_history'];
  if (!isLegacyReference(history)) return null;
  const dtype = config['dtype'];
  return {
    ...referenceOf(history),
    spec: {
      dtype: typeof dtype === 'string' ? dtype : null,
      shape: shapeOf(config['shape']),
    },
  };
}

/** What is in a list or, by its sorted keys, in a dictionary, so that the first is taken out first. */
function pushInside(pending: unknown[], value: unknown): void {
  const items = Array.isArray(value)
    ? (value as unknown[])
    : isRecord(value)
      ? Object.keys(value)
          .sort()
          .map((key) => value[key])
      : [];
  for (let index = items.length - 1; index >= 0; index--) {
    if (typeof items[index] === 'object' && items[index] !== null) pending.push(items[index]);
  }
}

/** Tuples in tuples around a value. */
const deepestTuple = 4;

/**
 * A value with Python's tuples as lists: SavedModels of Keras 2 write `{class_name: '__tuple__', items}`, and Keras 3 has
 * the list in a `config`.
 */
export function plainLists(value: unknown, depth = 0): unknown {
  if (depth > deepestTuple) return value;
  if (Array.isArray(value)) {
    const items = value as readonly unknown[];
    return items.some(isRecord) ? items.map((item) => plainLists(item, depth + 1)) : items;
  }
  if (!isRecord(value)) return value;
  const name = value['class_name'];
  if (name !== '__tuple__' && name !== 'TensorShape') return value;
  const { config } = value;
  const items = value['items'] ?? (isRecord(config) ? (config['value'] ?? config['items']) : null);
  return Array.isArray(items) ? plainLists(items, depth + 1) : value;
}

/** A shape as a configuration writes it; null where this is none. */
export function shapeOf(value: unknown): Shape {
  const list = plainLists(value);
  if (!Array.isArray(list) || list.length > mostDimensions) return null;
  const sizes = list as readonly unknown[];
  const isShape = sizes.every(
    (size) => size === null || (Number.isSafeInteger(size) && (size as number) >= -1),
  );
  return isShape ? sizes.map((size) => (size === -1 ? null : (size as number | null))) : null;
}

/** TensorFlow's own limit. */
const mostDimensions = 254;

/** The dtype in which a layer computes and that it gives: `dtype`, or the policy's; null where it is not said. */
export function computeDtype(config: Readonly<Record<string, unknown>>): DtypeName | null {
  const { dtype } = config;
  const policy = isRecord(dtype) && isRecord(dtype['config']) ? dtype['config']['name'] : dtype;
  if (typeof policy !== 'string') return null;
  const mixed = /^mixed_(float16|bfloat16)$/.exec(policy)?.[1];
  // A quantised layer computes in the dtype behind: `int8_from_mixed_bfloat16`.
  const quantised = /^(?:int8|int4|float8|gptq.*)_from_(?:mixed_)?(\w+)$/.exec(policy)?.[1];
  return mixed ?? quantised ?? (/^\w+$/.test(policy) ? policy : null);
}

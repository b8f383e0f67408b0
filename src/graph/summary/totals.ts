import { own } from '../../core/own.ts';
import { isRecord } from '../../core/json.ts';
import { kerasWeights } from '../../core/keras-weights.ts';
import { elementCount } from '../../core/shape.ts';
import type { Artifact } from '../../formats/contract.ts';
import type { Layer, TensorInfo } from '../../protocol/model.ts';

/** Elements of tensors, and the bytes that they take in memory. */
export interface Amount {
  readonly count: number;
  readonly bytes: number;
}

export interface Totals {
  readonly trainable: Amount;
  readonly fixed: Amount;
  /** Whether which weights are trained was saved of all of them; those of which it was not are counted as trained. */
  readonly isSure: boolean;
}

const nothing: Amount = { count: 0, bytes: 0 };

function plus({ count, bytes }: Amount, tensor: TensorInfo): Amount {
  return { count: count + elementCount(tensor.shape), bytes: bytes + tensor.bytes };
}

/** All weights of a model, each variable once. */
export function totalsOf(layers: readonly Layer[], tensors: readonly TensorInfo[]): Totals {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const held = new Map<string, number | null>();
  for (const { parent, trainableParameters } of layers) {
    if (parent === null) continue;
    const before = held.get(parent) ?? (held.has(parent) ? null : 0);
    held.set(
      parent,
      before === null || trainableParameters === null ? null : before + trainableParameters,
    );
  }
  let [trainable, fixed] = [nothing, nothing];
  let isSure = true;
  const seen = new Set<string>();
  for (const layer of layers) {
    const own = layer.weights.flatMap((name) => byName.get(name) ?? []);
    const inner = held.get(layer.path) ?? (held.has(layer.path) ? null : 0);
    const changes =
      layer.trainableParameters === null || inner === null
        ? null
        : layer.trainableParameters - inner;
    const all = own.reduce((sum, { shape }) => sum + elementCount(shape), 0);
    if (changes === null && own.length > 0) isSure = false;
    const known = kerasWeights(layer.class, layer.config);
    for (const [index, tensor] of own.entries()) {
      if (seen.has(tensor.name)) continue;
      seen.add(tensor.name);
      const isTrained =
        changes === null || changes >= all || (changes > 0 && known?.[index]?.trainable !== false);
      if (isTrained) trainable = plus(trainable, tensor);
      else fixed = plus(fixed, tensor);
    }
  }
  for (const tensor of tensors) {
    // A weight that no layer holds.
    if (tensor.role !== 'weight' || seen.has(tensor.name) || layers.length > 0) continue;
    trainable = plus(trainable, tensor);
    isSure = false;
  }
  return { trainable, fixed, isSure };
}

/** Variables of the size of what is trained that an optimizer has for each, by its class. */
const slots: Readonly<Record<string, (config: Readonly<Record<string, unknown>>) => number>> = {
  SGD: ({ momentum }) => (typeof momentum === 'number' && momentum > 0 ? 1 : 0),
  RMSprop: ({ momentum, centered }) =>
    1 + (typeof momentum === 'number' && momentum > 0 ? 1 : 0) + (centered === true ? 1 : 0),
  Adam: ({ amsgrad }) => (amsgrad === true ? 3 : 2),
  AdamW: ({ amsgrad }) => (amsgrad === true ? 3 : 2),
  Adagrad: () => 1,
  Adadelta: () => 2,
  Adamax: () => 2,
  Ftrl: () => 2,
  Lamb: () => 2,
  Lion: () => 1,
  Nadam: () => 2,
};

/** The steps that were made, and the learning rate: a whole number of eight bytes, and a float. */
const alwaysThere: Amount = { count: 2, bytes: 12 };

/**
 * The optimizer's variables once Keras 3 has loaded the model. From `.keras` it makes those that were not there yet when
 * a model was saved that was compiled and not trained; from `.h5` it makes none but those that are always there
 * (keras/src/legacy/saving/legacy_h5_format.py). Null where the model was saved without an optimizer.
 */
export function optimizerOf(
  { configurations, tensors }: Pick<Artifact, 'configurations' | 'tensors'>,
  trainable: Amount,
): Amount | null {
  const values = (configurations ?? []).map(({ value }) => value).filter(isRecord);
  const compiled = values.map((value) => value['compile_config']).find(isRecord);
  const isLegacy = values.some((value) => isRecord(value['optimizer_config']));
  const optimizer =
    compiled?.['optimizer'] ??
    values.find((value) => value['optimizer_config'])?.['optimizer_config'];
  if (!isRecord(optimizer)) return null;
  const saved = tensors
    .filter(({ role }) => role === 'optimizer')
    .reduce((sum, tensor) => plus(sum, tensor), nothing);
  const full = optimizer['class_name'];
  const name = typeof full === 'string' ? full.slice(full.lastIndexOf('>') + 1) : '';
  const config = isRecord(optimizer['config']) ? optimizer['config'] : {};
  const each = own(slots, name);
  if (!isLegacy && (saved.count > alwaysThere.count || !each))
    return saved.count > 0 ? saved : null;
  const copies = isLegacy ? 0 : (each?.(config) ?? 0) + (config['use_ema'] === true ? 1 : 0);
  const product = name === 'Nadam' ? 1 : 0;
  return {
    count: alwaysThere.count + copies * trainable.count + product,
    bytes: alwaysThere.bytes + copies * trainable.bytes + 4 * product,
  };
}

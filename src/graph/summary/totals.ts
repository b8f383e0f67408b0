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

/**
 * The optimizer's variables once Keras 3 has loaded the model: it makes those that were not there yet when a model was
 * saved that was compiled and not trained. Null where the model was saved without an optimizer.
 */
export function optimizerOf(
  { configurations, tensors }: Pick<Artifact, 'configurations' | 'tensors'>,
  trainable: Amount,
): Amount | null {
  const optimizer = (configurations ?? []).map(({ value }) => optimizerIn(value)).find(isRecord);
  if (!optimizer) return null;
  const saved = tensors
    .filter(({ role }) => role === 'optimizer')
    .reduce((sum, tensor) => plus(sum, tensor), nothing);
  const name = optimizer['class_name'];
  const config = isRecord(optimizer['config']) ? optimizer['config'] : {};
  const each = typeof name === 'string' ? slots[name.slice(name.lastIndexOf('>') + 1)] : undefined;
  if (saved.count > alwaysThere || !each) return saved.count === 0 ? null : saved;
  const copies = each(config) + (config['use_ema'] === true ? 1 : 0);
  return {
    count: alwaysThere + copies * trainable.count + (name === 'Nadam' ? 1 : 0),
    // A count of steps with eight bytes, and the learning rate.
    bytes: 12 + copies * trainable.bytes + (name === 'Nadam' ? 4 : 0),
  };
}

/** The steps that were made, and the learning rate. */
const alwaysThere = 2;

/** In what `.keras` holds of the model, and in what `.h5` holds of its training. */
function optimizerIn(value: unknown): unknown {
  if (!isRecord(value)) return null;
  const { compile_config: compiled, optimizer_config: trained } = value;
  return trained ?? (isRecord(compiled) ? compiled['optimizer'] : null);
}

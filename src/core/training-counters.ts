import type { TensorInfo } from '../protocol/model.ts';

/** A variable that counts how far training is. */
export interface TrainingCounter {
  /** As people call it. */
  readonly name: 'Step' | 'Epoch' | 'Saves';
  readonly tensor: TensorInfo;
}

/** What TensorFlow's checkpoints put behind an object's path. */
const attribute = /\/\.ATTRIBUTES\/VARIABLE_VALUE$/;

/**
 * By the last word of a counter's path, the surest first: TensorFlow 1's `global_step`, what the guides call it in a
 * `tf.train.Checkpoint`, an optimizer's own (Keras from 2.11 `_iterations`, in its files `iterations`; before `iter`;
 * TensorFlow 1 in Keras `Adam/iterations`), and what every `tf.train.Checkpoint` counts for itself.
 */
const words: readonly (readonly [TrainingCounter['name'], RegExp])[] = [
  ['Step', /(?:^|\/)global_step$/],
  ['Step', /(?:^|\/)step$/],
  ['Step', /(?:^|\/)(?:_?iterations|iter)(?::0)?$/],
  ['Epoch', /(?:^|\/)epoch$/],
  ['Saves', /(?:^|\/)save_counter$/],
];

const whole = /^u?int(?:32|64)$/;

/** The counters among an artifact's variables, one of each name: those that lie less deep are the whole training's. */
export function trainingCounters(tensors: readonly TensorInfo[]): readonly TrainingCounter[] {
  const scalars = tensors
    .filter(
      ({ dtype, shape, role }) => whole.test(dtype) && shape.length === 0 && role !== 'weight',
    )
    .map((tensor) => ({ tensor, path: tensor.name.replace(attribute, '') }))
    .sort((a, b) => a.path.split('/').length - b.path.split('/').length);
  const found = new Map<TrainingCounter['name'], TrainingCounter>();
  for (const [name, pattern] of words) {
    const scalar = scalars.find(({ path }) => pattern.test(path));
    if (scalar && !found.has(name)) found.set(name, { name, tensor: scalar.tensor });
  }
  return [...found.values()];
}

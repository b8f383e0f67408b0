import {
  axisOf,
  broadcast,
  rulesFor,
  withSize,
  type Rule,
  type Rules,
  type Sizes,
} from './rule.ts';

/** `compute_output_shape` of keras/src/layers/merging/base_merge.py. */
const merged: Rule = ({ inputs }) => {
  const [first, ...others] = inputs;
  if (!first || inputs.some((shape) => shape.length === 0)) return null;
  let rest: Sizes | null = first.slice(1);
  for (const other of others) rest = rest && broadcast(rest, other.slice(1));
  if (!rest) return null;
  const batches = new Set(inputs.map(([batch]) => batch).filter((batch) => batch !== null));
  const [batch] = batches;
  return [[batches.size === 1 ? (batch ?? null) : null, ...rest]];
};

/** The first tensor's shape, with the sizes of one axis added up. */
export function concatenated(inputs: readonly Sizes[], axis: unknown): Sizes | null {
  const [first, ...others] = inputs;
  if (!first) return null;
  const at = axisOf(axis, first.length);
  if (at === null) return null;
  let total = first[at] ?? null;
  for (const other of others) {
    if (other.length !== first.length) return null;
    const size = other[at] ?? null;
    total = total === null || size === null ? null : total + size;
  }
  return withSize(first, at, total);
}

const dot: Rule = ({ config: { axes }, inputs: [one, other] }) => {
  if (!one || !other) return null;
  const pair = Array.isArray(axes) ? axes : [axes, axes];
  const [left, right] = [axisOf(pair[0], one.length), axisOf(pair[1], other.length)];
  if (left === null || right === null || right === 0) return null;
  const shape = [
    ...one.filter((_, at) => at !== left),
    ...other.filter((_, at) => at !== right).slice(1),
  ];
  return [shape.length === 1 ? [...shape, 1] : shape];
};

export const merging: Rules = {
  ...rulesFor('Add Average Maximum Minimum Multiply Subtract', merged),
  Concatenate: ({ config: { axis = -1 }, inputs }) => {
    const shape = concatenated(inputs, axis);
    return shape && [shape];
  },
  Dot: dot,
};

import type { Shape } from '../../protocol/model.ts';

/** Sizes of the dimensions, of a tensor whose rank is known. */
export type Sizes = readonly (number | null)[];

/** One call of a layer whose output is looked for. */
export interface RuleCall {
  readonly config: Readonly<Record<string, unknown>>;
  /** What it takes, in the order of its arguments. */
  readonly inputs: readonly Sizes[];
  /** Keyword arguments of the call, as they are written. */
  readonly keywords: Readonly<Record<string, unknown>>;
  /** Arguments by their places, as Keras 3 writes them; none of an older call. */
  readonly positional: readonly unknown[];
  /** Whether Keras 3 wrote the call. */
  readonly isKeras3: boolean;
  /** What a layer in this layer gives for inputs, by its configuration. */
  readonly inner: (record: unknown, inputs: readonly Sizes[]) => readonly Shape[] | null;
}

/** Shapes of what a call gives, by output; null where they cannot be known. */
export type Rule = (call: RuleCall) => readonly Shape[] | null;

export type Rules = Readonly<Record<string, Rule>>;

/** The same rule for several classes. */
export function rulesFor(names: string, rule: Rule): Rules {
  return Object.fromEntries(names.split(/\s+/).map((name) => [name, rule]));
}

/** What a layer gives that takes one tensor and gives one. */
export function ofOne(
  shape: (input: Sizes, config: RuleCall['config'], call: RuleCall) => Shape,
): Rule {
  return (call) => {
    const [input] = call.inputs;
    const output = input && shape(input, call.config, call);
    return output ? [output] : null;
  };
}

/** A size that a configuration states; null where it states none that could be one. */
export function sizeOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** As many whole numbers as there are dimensions: a list of them, or one for all; null for anything else. */
export function numbersOf(value: unknown, count: number): readonly number[] | null {
  const list: readonly unknown[] = Array.isArray(value)
    ? value
    : Array.from({ length: count }, () => value);
  return list.length === count && list.every((each) => Number.isSafeInteger(each))
    ? (list as readonly number[])
    : null;
}

/** The product of sizes; null where one is not known. */
export function product(sizes: Sizes): number | null {
  return sizes.reduce<number | null>(
    (all, size) => (all === null || size === null ? null : all * size),
    1,
  );
}

/** Where an axis that may be counted from the end lies; null where there is no such. */
export function axisOf(value: unknown, rank: number): number | null {
  if (!Number.isSafeInteger(value)) return null;
  const axis = value as number;
  if (axis < -rank || axis >= rank) return null;
  return axis < 0 ? axis + rank : axis;
}

/** A shape with another size at one place. */
export function withSize(shape: Sizes, axis: number, size: number | null): Sizes {
  return shape.map((each, index) => (index === axis ? size : each));
}

/** The spatial dimensions of images and sequences, and how to put others in their place. */
export function spatial(
  input: Sizes,
  config: RuleCall['config'],
): { readonly sizes: Sizes; readonly with: (sizes: Sizes, channels?: number | null) => Sizes } {
  const isFirst = config['data_format'] === 'channels_first';
  const [batch = null] = input;
  const own = (isFirst ? input[1] : input.at(-1)) ?? null;
  return {
    sizes: isFirst ? input.slice(2) : input.slice(1, -1),
    with: (sizes, channels = own) =>
      isFirst ? [batch, channels, ...sizes] : [batch, ...sizes, channels],
  };
}

/** `broadcast_shapes` of keras/src/ops/operation_utils.py; null where they do not fit. */
export function broadcast(one: Sizes, other: Sizes): Sizes | null {
  const rank = Math.max(one.length, other.length);
  const padded = (shape: Sizes): Sizes => [
    ...Array.from({ length: rank - shape.length }, () => 1),
    ...shape,
  ];
  const [a, b] = [padded(one), padded(other)];
  const result: (number | null)[] = [];
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? null;
    if (left === 1) result.push(right);
    else if (right === 1 || right === null || right === left) result.push(left);
    else if (left === null) result.push(right);
    else return null;
  }
  return result;
}

import {
  numbersOf,
  ofOne,
  product,
  rulesFor,
  sizeOf,
  spatial,
  type Rule,
  type Rules,
  type Sizes,
} from './rule.ts';

/** `compute_reshape_output_shape` of keras/src/ops/operation_utils.py. @returns null where it does not fit */
export function reshaped(input: Sizes, target: unknown): Sizes | null {
  const list: readonly unknown[] = Array.isArray(target) ? target : [target];
  if (!list.every((each) => each === null || Number.isSafeInteger(each))) return null;
  const wanted = list as readonly (number | null)[];
  const total = product(input);
  const known = product(wanted.map((size) => (size === -1 ? 1 : size)));
  if (total === null || known === null || known === 0) {
    return wanted.map((size) => (size === -1 ? null : size));
  }
  return wanted.map((size) => (size === -1 ? Math.floor(total / known) : size));
}

/** Amounts at both ends of each spatial dimension: one for all, one for each, or two for each. */
function ends(value: unknown, count: number): readonly (readonly [number, number])[] | null {
  const list: readonly unknown[] =
    // Of one dimension, a pair is of its ends.
    count === 1 && Array.isArray(value) && numbersOf(value, 2)
      ? [value]
      : Array.isArray(value)
        ? value
        : Array.from({ length: count }, () => value);
  if (list.length !== count) return null;
  const pairs = list.map((each) => numbersOf(each, 2));
  return pairs.every((pair) => pair !== null)
    ? pairs.map(([start = 0, end = 0]) => [start, end] as const)
    : null;
}

/** More at the ends of each spatial dimension, or less where the sign is −1. */
function longer(setting: string, sign: 1 | -1): Rule {
  return ofOne((input, config) => {
    const { sizes, with: put } = spatial(input, config);
    const amounts = ends(config[setting], sizes.length);
    if (!amounts) return null;
    return put(
      sizes.map((size, at) => {
        const [start, end] = amounts[at] ?? [0, 0];
        return size === null ? null : size + sign * (start + end);
      }),
    );
  });
}

function resized(input: Sizes, config: Readonly<Record<string, unknown>>): Sizes | null {
  const [height, width] = [sizeOf(config['height']), sizeOf(config['width'])];
  if (height === null || width === null || input.length < 3) return null;
  if (input.length > 3) return spatial(input, config).with([height, width]);
  const channels = config['data_format'] === 'channels_first' ? input[0] : input[2];
  return config['data_format'] === 'channels_first'
    ? [channels ?? null, height, width]
    : [height, width, channels ?? null];
}

export const reshaping: Rules = {
  Flatten: ofOne(([batch = null, ...rest]) => [batch, product(rest)]),
  Reshape: ofOne(([batch = null, ...rest], config) => {
    const shape = reshaped(rest, config['target_shape']);
    return shape && [batch, ...shape];
  }),
  Permute: ofOne((input, { dims }) => {
    const order = numbersOf(dims, input.length - 1);
    if (!order?.every((dim) => dim > 0 && dim < input.length)) return null;
    return [input[0] ?? null, ...order.map((dim) => input[dim] ?? null)];
  }),
  RepeatVector: ofOne((input, { n }) =>
    input.length === 2 ? [input[0] ?? null, sizeOf(n), input[1] ?? null] : null,
  ),
  ...rulesFor('ZeroPadding1D ZeroPadding2D ZeroPadding3D', longer('padding', 1)),
  ...rulesFor('Cropping1D Cropping2D Cropping3D', longer('cropping', -1)),
  ...rulesFor(
    'UpSampling1D UpSampling2D UpSampling3D',
    ofOne((input, config) => {
      const { sizes, with: put } = spatial(input, config);
      const by = numbersOf(config['size'], sizes.length);
      return by && put(sizes.map((size, at) => (size === null ? null : size * (by[at] ?? 1))));
    }),
  ),
  ...rulesFor('Resizing CenterCrop RandomCrop', ofOne(resized)),
};

import type { Shape } from '../../protocol/model.ts';
import { ofOne, sizeOf, type Rules, type Sizes } from './rule.ts';

/** `_analyze_split_string` of keras/src/layers/core/einsum_dense.py; null where the equation does not fit. */
export function einsum(input: Sizes, equation: unknown, output: unknown): Sizes | null {
  if (typeof equation !== 'string' || equation.length > 200) return null;
  const parts = /^(\.\.\.)?([a-zA-Z]+)(\.\.\.)?,([a-zA-Z]+)->(\.\.\.)?([a-zA-Z]+)(\.\.\.)?$/.exec(
    equation.replaceAll(' ', ''),
  );
  if (!parts) return null;
  const [, before, taken = '', behind, , , given = ''] = parts;
  const elided = input.length - taken.length;
  if (elided < 0 || (elided > 0 && before === undefined && behind === undefined)) return null;
  const list: readonly unknown[] = Array.isArray(output) ? output : [output];
  const skipped = before === undefined ? 0 : elided;
  const sizes = new Map(
    Array.from(taken, (letter, at) => [letter, input[at + skipped] ?? null] as const),
  );
  // The first letter is the batch where nothing comes before; the given sizes are those of all others.
  const known = before === undefined ? given.slice(1) : given;
  const stated = Array.from(known, (letter, at) => {
    const size = list[at + list.length - known.length];
    return sizeOf(size) ?? sizes.get(letter) ?? null;
  });
  if (before !== undefined) return [...input.slice(0, elided), ...stated];
  const first = sizes.get(given[0] ?? '') ?? null;
  return [first, ...stated, ...(behind === undefined ? [] : input.slice(input.length - elided))];
}

const dense = ofOne((input, { units }) =>
  input.length === 0 ? null : [...input.slice(0, -1), sizeOf(units)],
);

export const denseRules: Rules = {
  Dense: dense,
  EinsumDense: ofOne((input, { equation, output_shape: output }) =>
    einsum(input, equation, output),
  ),
  Embedding: ofOne((input, { output_dim: dimensions, input_length: length }) => {
    // Keras 2 lets the configuration say how long a sequence is.
    const stated = sizeOf(length);
    const sequence = input.length === 2 && stated !== null ? [input[0] ?? null, stated] : input;
    return [...sequence, sizeOf(dimensions)];
  }),
  Lambda: ofOne(([batch = null], { output_shape: output }): Shape => {
    if (!Array.isArray(output) || output.length === 0) return null;
    const list = output as readonly unknown[];
    const sizes = list.map((each) => (each === null ? null : sizeOf(each)));
    return list.every((each) => each === null || sizeOf(each) !== null) ? [batch, ...sizes] : null;
  }),
};

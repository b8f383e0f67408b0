import type { TensorRole } from '../../src/protocol/model.ts';

/** Colours of categories. Yellow and red are kept for verdicts. */
export type CategoryColour = 'blue' | 'purple' | 'orange' | 'green' | 'grey';

const kinds: readonly [RegExp, CategoryColour][] = [
  [/embedding/i, 'blue'],
  [/norm|dropout|regulari[sz]ation/i, 'green'],
  [/dense|conv/i, 'purple'],
  [
    /^(concatenate|reshape|flatten|permute|repeat|add$|subtract|multiply|average$|maximum|minimum|dot$)/i,
    'orange',
  ],
];

/** The colour of a layer's kind, by its class; grey for all else and where no class is known. */
export function kindOf(className: string | null): CategoryColour {
  if (className === null) return 'grey';
  return kinds.find(([pattern]) => pattern.test(className))?.[1] ?? 'grey';
}

/** What people call the kinds, in the order of a legend; grey is everything else. */
export const kindNames: readonly (readonly [CategoryColour, string])[] = [
  ['blue', 'Embedding'],
  ['purple', 'Dense, convolution'],
  ['orange', 'Merge, reshape'],
  ['green', 'Normalisation'],
];

export const roleColours: Readonly<Record<TensorRole, CategoryColour>> = {
  weight: 'blue',
  optimizer: 'purple',
  state: 'green',
  bookkeeping: 'grey',
};

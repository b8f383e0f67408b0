import { ofOne, sizeOf, type Rules, type Sizes } from './rule.ts';

type Config = Readonly<Record<string, unknown>>;

/** How many tokens a lookup knows: those of its vocabulary, and what it has for others; null where the file has none. */
function vocabularySize(config: Config): number | null {
  if (config['pad_to_max_tokens'] === true) return sizeOf(config['max_tokens']);
  const { vocabulary, vocabulary_size: stated } = config;
  if (Array.isArray(vocabulary)) {
    const oov = sizeOf(config['num_oov_indices'] ?? 1) ?? 1;
    const mask = config['mask_token'] !== null && config['output_mode'] === 'int' ? 1 : 0;
    return vocabulary.length + oov + mask;
  }
  return sizeOf(stated);
}

/** What encodes whole numbers: of each of them, or of all in the last dimension. */
function encoded(input: Sizes, mode: unknown, depth: number | null): Sizes {
  if (mode === 'one_hot' && (input.at(-1) !== 1 || input.length <= 1)) return [...input, depth];
  return [...input.slice(0, -1), depth];
}

const lookup = ofOne((input, config) => {
  const { output_mode: mode = 'int' } = config;
  return mode === 'int' ? input : encoded(input, mode, vocabularySize(config));
});

export const preprocessing: Rules = {
  StringLookup: lookup,
  IntegerLookup: lookup,
  CategoryEncoding: ofOne((input, { output_mode: mode, num_tokens: tokens }) =>
    encoded(input, mode, sizeOf(tokens)),
  ),
  Discretization: ofOne((input, config) => {
    const { output_mode: mode = 'int', bin_boundaries: bounds, num_bins: bins } = config;
    if (mode === 'int') return input;
    return encoded(input, mode, Array.isArray(bounds) ? bounds.length + 1 : sizeOf(bins));
  }),
  Hashing: ofOne((input, { output_mode: mode = 'int', num_bins: bins }) =>
    mode === 'int' ? input : [...input.slice(0, -1), sizeOf(bins)],
  ),
  HashedCrossing: ofOne((input, { output_mode: mode = 'int', num_bins: bins }) =>
    mode === 'int' ? input : encoded(input, mode, sizeOf(bins)),
  ),
  TextVectorization: ofOne((input, config) => {
    const { output_mode: mode = 'int' } = config;
    if (mode === 'int') return [input[0] ?? null, sizeOf(config['output_sequence_length'])];
    const words =
      config['split'] === null ? (input.length <= 1 ? [...input, 1] : input) : [...input, null];
    return encoded(words, mode, vocabularySize(config));
  }),
};

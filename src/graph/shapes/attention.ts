import type { Shape } from '../../protocol/model.ts';
import { rulesFor, sizeOf, type Rule, type Rules } from './rule.ts';

/** What comes out, and the scores where the call asks for them. */
const attention: Rule = ({ inputs: [query, value, key], keywords }) => {
  if (!query || !value) return null;
  const output: Shape = [...query.slice(0, -1), value.at(-1) ?? null];
  if (keywords['return_attention_scores'] !== true) return [output];
  return [output, [...query.slice(0, -1), (key ?? value).at(-2) ?? null]];
};

/** keras/src/layers/attention/multi_head_attention.py and grouped_query_attention.py. */
const headed: Rule = ({ config, inputs: [query, value], keywords, isKeras3 }) => {
  if (!query || !value) return null;
  const stated = config['output_shape'];
  const list: readonly unknown[] = Array.isArray(stated) ? stated : [stated];
  const output: Shape =
    stated === null || stated === undefined || stated === 0
      ? query
      : [...query.slice(0, -1), ...list.map(sizeOf)];
  if (keywords['return_attention_scores'] !== true) return [output];
  const heads = sizeOf(config['num_heads'] ?? config['num_query_heads']);
  const [batch = null, length = null] = query;
  // Keras 3 tells the scores of several heads as if a sequence were only ever held against itself.
  const isLoose = isKeras3 && config['num_heads'] !== undefined;
  return [output, [batch, heads, length, isLoose ? length : (value[1] ?? null)]];
};

export const attentionRules: Rules = {
  ...rulesFor('Attention AdditiveAttention', attention),
  ...rulesFor('MultiHeadAttention GroupQueryAttention GroupedQueryAttention', headed),
};

import { addTo } from '../../core/multimap.ts';
import type { Steps } from '../../core/steps.ts';
import type { StoredAttribute } from './object-graph.ts';

/**
 * Finds the tensors that an attribute is stored in. Objects that are no variables append words to the attribute's
 * key: a hash table named `table` in the graph is stored as `table-keys` and `table-values`, an `ITERATOR` as
 * `ITERATOR_STATE` (TensorFlow's python/trackable and python/ops/lookup_ops.py).
 */
export class StoredKeys {
  readonly #names: ReadonlySet<string>;
  readonly #byStem: ReadonlyMap<string, readonly string[]>;

  private constructor(names: ReadonlySet<string>, byStem: ReadonlyMap<string, readonly string[]>) {
    this.#names = names;
    this.#byStem = byStem;
  }

  /** @param names of all tensors of the checkpoint */
  static *among(names: ReadonlySet<string>): Steps<StoredKeys> {
    const byStem = new Map<string, string[]>();
    for (const name of names) {
      yield;
      const stem = /^(.+\/\.ATTRIBUTES\/[^/]+)[-_][^-_/]+$/s.exec(name)?.[1];
      if (stem === undefined || names.has(stem)) continue;
      addTo(byStem, stem, name);
    }
    return new StoredKeys(names, byStem);
  }

  /** Names of tensors; none where the values are not stored. */
  of(attribute: StoredAttribute): readonly string[] {
    if (this.#names.has(attribute.key)) return [attribute.key];
    if (attribute.name === 'VARIABLE_VALUE') return [];
    return this.#byStem.get(attribute.key) ?? [];
  }
}

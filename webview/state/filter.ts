/**
 * The filter of the table of tensors as text, `role:weight,optimizer dtype:float32 shape:>1 has:finding word`.
 * The text is the state; facets read it and write it, so the two can never disagree.
 */

/** Keys whose values are a list that facets switch on and off. */
export type FacetKey = 'role' | 'dtype' | 'has';

function words(filter: string): string[] {
  return filter.split(/\s+/).filter((word) => word !== '');
}

function valuesOf(word: string, key: FacetKey): string[] {
  return word
    .slice(key.length + 1)
    .split(',')
    .filter((value) => value !== '');
}

/** Values that a facet has on. */
export function facetValues(filter: string, key: FacetKey): readonly string[] {
  return words(filter)
    .filter((word) => word.startsWith(`${key}:`))
    .flatMap((word) => valuesOf(word, key));
}

/** The filter with one value of a facet switched. The rest of the text stays as it was typed. */
export function toggleFacet(filter: string, key: FacetKey, value: string): string {
  const on = facetValues(filter, key);
  const next = on.includes(value) ? on.filter((other) => other !== value) : [...on, value];
  const kept = words(filter);
  const at = kept.findIndex((word) => word.startsWith(`${key}:`));
  const rest = kept.filter((word) => !word.startsWith(`${key}:`));
  if (next.length > 0) rest.splice(at === -1 ? facetsEnd(rest) : at, 0, `${key}:${next.join(',')}`);
  return rest.join(' ');
}

/** A new facet goes behind the other facets and before the words. */
function facetsEnd(parts: readonly string[]): number {
  const firstWord = parts.findIndex((part) => !/^\w+:/.test(part));
  return firstWord === -1 ? parts.length : firstWord;
}

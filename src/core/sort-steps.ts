import type { Steps } from './steps.ts';

/** Items that are sorted in one step: about a millisecond's work. */
const runLength = 1024;

/** A sorted copy, like `items.toSorted(compare)`, stable as that is. */
export function* sortSteps<Item>(
  items: readonly Item[],
  compare: (a: Item, b: Item) => number,
): Steps<Item[]> {
  let sorted: Item[] = [];
  for (let start = 0; start < items.length; start += runLength) {
    sorted.push(...items.slice(start, start + runLength).sort(compare));
    yield;
  }
  for (let length = runLength; length < items.length; length *= 2) {
    const merged: Item[] = [];
    for (let start = 0; start < items.length; start += 2 * length) {
      const middle = Math.min(start + length, items.length);
      const end = Math.min(middle + length, items.length);
      let [left, right] = [start, middle];
      while (merged.length < end) {
        const [a, b] = [sorted[left] as Item, sorted[right] as Item];
        const fromLeft = right >= end || (left < middle && compare(a, b) <= 0);
        merged.push(fromLeft ? a : b);
        if (fromLeft) left++;
        else right++;
        yield;
      }
    }
    sorted = merged;
  }
  return sorted;
}

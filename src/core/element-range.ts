import { ReadError } from './errors.ts';
import type { Place } from './read-error.ts';
import { shownName } from '../protocol/visible-text.ts';

/** Elements `start` … `start + count − 1` of a flattened tensor. */
interface Range {
  readonly start: number;
  readonly count: number;
}

/**
 * The elements that a request means.
 * @throws ReadError `bad-request` for a range that is none, or not in the tensor
 */
export function elementRange(
  range: Range | 'all',
  tensor: { readonly name: string; readonly elements: number },
  place: Place,
): Range {
  if (range === 'all') return { start: 0, count: tensor.elements };
  const { start, count } = range;
  const valid =
    Number.isSafeInteger(start) &&
    Number.isSafeInteger(count) &&
    start >= 0 &&
    count >= 0 &&
    start + count <= tensor.elements;
  if (valid) return range;
  throw new ReadError({
    ...place,
    code: 'bad-request',
    message: `Elements ${String(start)} to ${String(start + count)} were asked of ${shownName(tensor.name)}, which has ${String(tensor.elements)}.`,
  });
}

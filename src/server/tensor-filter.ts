import type { TensorInfo } from '../protocol/model.ts';

/** A tensor and whether a finding names it. */
export interface FilterSubject {
  readonly tensor: TensorInfo;
  readonly hasFinding: boolean;
}

export type TensorPredicate = (subject: FilterSubject) => boolean;

/**
 * The predicate of a filter text. Parts are separated by blanks and every part must hold; the values of one
 * part are separated by commas and one of them must hold:
 *
 * - `role:weight,optimizer`, `dtype:float32`
 * - `shape:>1`, `shape:<3`, `shape:2`, `shape:scalar` – the rank · `shape:500x32`, `shape:?x32` – the shape,
 *   `?` for any size
 * - `has:finding`
 * - any other word, or `"words with blanks"`, is looked for in name and object path, whatever the case
 *
 * A key that is none of these is a word: names of tensors may hold colons.
 */
export function parseTensorFilter(text: string): TensorPredicate {
  const predicates = splitParts(text).map(parsePart);
  return (subject) => predicates.every((holds) => holds(subject));
}

/** Parts between blanks; a part in double quotes keeps its blanks and is always a word. */
function splitParts(text: string): { text: string; quoted: boolean }[] {
  return [...text.matchAll(/"([^"]*)"?|\S+/g)].map((match) =>
    match[1] === undefined ? { text: match[0], quoted: false } : { text: match[1], quoted: true },
  );
}

function parsePart(part: { text: string; quoted: boolean }): TensorPredicate {
  if (!part.quoted) {
    const colon = part.text.indexOf(':');
    const values = part.text
      .slice(colon + 1)
      .split(',')
      .filter((value) => value !== '');
    switch (part.text.slice(0, Math.max(0, colon))) {
      case 'role':
        return ({ tensor }) => values.length === 0 || values.includes(tensor.role);
      case 'dtype':
        return ({ tensor }) => values.length === 0 || values.includes(tensor.dtype);
      case 'shape': {
        const shapes = values.map(parseShape);
        return ({ tensor }) => shapes.length === 0 || shapes.some((holds) => holds(tensor.shape));
      }
      case 'has':
        return ({ hasFinding }) => values.every((value) => value === 'finding' && hasFinding);
      default:
    }
  }
  const word = part.text.toLowerCase();
  return ({ tensor }) =>
    tensor.name.toLowerCase().includes(word) ||
    (tensor.objectPath?.toLowerCase().includes(word) ?? false);
}

function parseShape(value: string): (shape: readonly number[]) => boolean {
  const rank = /^(?<sign>[<>]?)(?<rank>\d+)$/.exec(value)?.groups;
  if (rank) {
    const wanted = Number(rank['rank']);
    if (rank['sign'] === '>') return (shape) => shape.length > wanted;
    if (rank['sign'] === '<') return (shape) => shape.length < wanted;
    return (shape) => shape.length === wanted;
  }
  if (value === 'scalar') return (shape) => shape.length === 0;
  const sizes = value.split(/[x×]/);
  return (shape) =>
    shape.length === sizes.length &&
    sizes.every((size, axis) => size === '?' || size === String(shape[axis]));
}

import { InvalidArgumentError } from 'commander';

/** For an option that may be given several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** A tolerance: a finite number of at least 0. NaN would make everything match. */
export function tolerance(value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number) || number < 0) {
    throw new InvalidArgumentError('It must be a number of at least 0.');
  }
  return number;
}

export function positiveNumber(value: string): number {
  const number = Number(value);
  if (!Number.isFinite(number) || number <= 0) {
    throw new InvalidArgumentError('It must be a number over 0.');
  }
  return number;
}

export function wholeNumber(value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !Number.isSafeInteger(number) || number < 1) {
    throw new InvalidArgumentError('It must be a whole number of at least 1.');
  }
  return number;
}

/** "serve,gpu" as tags; the empty text is the empty set of tags. */
export function tagList(value: string): readonly string[] {
  return value.split(',').filter((tag) => tag !== '');
}

import { shownNames } from '../protocol/visible-text.ts';
import { AppError } from '../core/errors.ts';
import type { Shape } from '../protocol/model.ts';
import type { RawTensor } from '../protocol/runner.ts';
import type { Endpoint, Selection } from './select.ts';

/** A tensor of the graph and the value it is fed. */
export interface Feed {
  readonly tensor: string;
  readonly value: RawTensor;
}

/**
 * The feeds for a signature, one for each of its inputs. Names must be the same; where there is one on each side
 * they may differ.
 * @param source what the inputs are of, as the subject of a sentence: "The prediction file"
 * @throws AppError `bad-request` with the input, what the signature takes and what was given
 */
export function fitInputs(
  { inputs, name }: Selection,
  given: ReadonlyMap<string, RawTensor>,
  source: string,
): Feed[] {
  const only = inputs.size === 1 && given.size === 1 ? [...given.values()][0] : undefined;
  const feeds: Feed[] = [];
  for (const [input, endpoint] of inputs) {
    const value = given.get(input) ?? only;
    if (!value) {
      throw refuse(
        `${source} is for other inputs: the signature ${name} takes ${list(inputs)}, and ${input} is missing; it has ${list(given)}.`,
      );
    }
    const problem = misfit(endpoint, value);
    if (problem !== null) throw refuse(`${source} does not fit the input ${input}: ${problem}.`);
    feeds.push({ tensor: endpoint.tensor, value });
  }
  const extra = only ? [] : [...given.keys()].filter((input) => !inputs.has(input));
  if (extra.length > 0) {
    throw refuse(
      `${source} is for other inputs: it has ${shownNames(extra)}, which the signature ${name} does not take; it takes ${list(inputs)}.`,
    );
  }
  return feeds;
}

function misfit(endpoint: Endpoint, value: RawTensor): string | null {
  if (endpoint.dtype !== null && endpoint.dtype !== value.dtype) {
    return `the signature takes ${endpoint.dtype}, and it has ${value.dtype}`;
  }
  return fits(endpoint.shape, value.shape)
    ? null
    : `the signature takes the shape ${shapeText(endpoint.shape)}, and it has ${shapeText(value.shape)}`;
}

function fits(expected: Shape, shape: readonly number[]): boolean {
  if (expected === null) return true;
  return (
    expected.length === shape.length &&
    expected.every((size, axis) => size === null || size === shape[axis])
  );
}

/** "[?, 4]" */
function shapeText(shape: Shape): string {
  return shape === null ? 'of any rank' : `[${shape.map((size) => size ?? '?').join(', ')}]`;
}

function list(names: ReadonlyMap<string, unknown>): string {
  return names.size === 0 ? 'none' : shownNames([...names.keys()], 20);
}

function refuse(message: string): AppError {
  return new AppError({ code: 'bad-request', message });
}

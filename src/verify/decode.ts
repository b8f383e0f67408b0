import { dtypeFromName } from '../core/dtypes.ts';
import { jsonText } from '../core/text.ts';
import { formatElement, readNumbers } from '../core/values.ts';
import type { DtypeName } from '../protocol/model.ts';
import type { RawTensor } from '../protocol/runner.ts';
import type { PredictionTensor, PredictionValue } from '../protocol/verify.ts';

/**
 * Raw values in the words of a prediction file, nested as the shape is. Every number has the shortest text that
 * reads back to the same bits; only a NaN's payload is not kept.
 */
export function decodeTensor(tensor: RawTensor): PredictionTensor {
  const { dtype, shape } = tensor;
  return { dtype, shape, values: nest(elementsOf(tensor), shape) };
}

function elementsOf(tensor: RawTensor): PredictionValue[] {
  if (tensor.kind === 'strings') return tensor.values.map((bytes) => jsonText(bytes));
  const { dtype, bytes } = tensor;
  switch (dtypeFromName(dtype)?.kind) {
    case 'float':
      return floats(dtype, bytes);
    case 'complex':
      return pairs(floats(dtype === 'complex64' ? 'float32' : 'float64', bytes));
    case 'bool':
      return Array.from(bytes, (byte) => byte !== 0);
    default:
      return Array.from(readNumbers(dtype, bytes) as Iterable<number | bigint>, (value) =>
        integer(value),
      );
  }
}

function integer(value: number | bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** Doubles whose own text is the shortest that reads back to the same bits of the dtype. */
function floats(dtype: DtypeName, bytes: Uint8Array): (number | string)[] {
  return Array.from(readNumbers(dtype, bytes) as Float64Array, (value, index) =>
    Number.isFinite(value) ? Number(formatElement(dtype, bytes, index, 'exact')) : String(value),
  );
}

function pairs<Item>(items: readonly Item[]): Item[][] {
  const result: Item[][] = [];
  for (let index = 0; index < items.length; index += 2) result.push(items.slice(index, index + 2));
  return result;
}

/** From the innermost dimension outwards, so that nothing is nested in the calls. */
function nest(
  elements: readonly PredictionValue[],
  shape: readonly number[],
): readonly PredictionValue[] | PredictionValue {
  if (shape.length === 0) return elements[0] ?? [];
  let items = elements;
  for (let axis = shape.length - 1; axis > 0; axis--) {
    const size = shape[axis] ?? 1;
    const rows = shape.slice(0, axis).reduce((product, each) => product * each, 1);
    items = Array.from({ length: rows }, (_, row) => items.slice(row * size, (row + 1) * size));
  }
  return items;
}

import { dtypeFromName } from '../core/dtypes.ts';
import { visibleBytes } from '../core/text.ts';
import { formatElement, readNumbers } from '../core/values.ts';
import type { RawNumbers, RawStrings, RawTensor } from '../protocol/runner.ts';
import type { Tolerance } from '../protocol/verify.ts';
import { Differences, type Reading, type TensorComparison } from './differences.ts';

/**
 * Compares what a reload has computed with the original, in this order: dtype, shape, which values are NaN, which
 * are infinite and with what sign, then the numbers. Passes where `problem` is absent and nothing is mismatched.
 */
export function compareTensors(
  original: RawTensor,
  reloaded: RawTensor,
  tolerance: Tolerance,
): TensorComparison {
  if (original.dtype !== reloaded.dtype) {
    const problem = `The dtype is ${reloaded.dtype}; the original's is ${original.dtype}.`;
    return incomparable(reloaded, tolerance, problem);
  }
  if (!sameShape(original.shape, reloaded.shape)) {
    const problem = `The shape is [${reloaded.shape.join(', ')}]; the original's is [${original.shape.join(', ')}].`;
    return incomparable(reloaded, tolerance, problem);
  }
  if (original.kind === 'strings' || reloaded.kind === 'strings') {
    return compareStrings(original as RawStrings, reloaded as RawStrings, tolerance);
  }
  return compareNumbers(original, reloaded, tolerance);
}

/** A report on an output that is only on one side, or of another dtype or shape: nothing in it was compared. */
export function incomparable(
  tensor: Pick<RawTensor, 'dtype' | 'shape'>,
  tolerance: Tolerance,
  problem?: string,
): TensorComparison {
  return {
    dtype: tensor.dtype,
    shape: tensor.shape,
    ...(problem === undefined ? {} : { problem }),
    bitIdentical: false,
    count: tensor.shape.reduce((product, size) => product * size, 1),
    mismatched: 0,
    maxAbs: null,
    maxRel: null,
    worstIndex: null,
    minimumPassing: { rtol: null, atol: null },
    tolerance,
    worst: [],
    differences: { identical: 0, decades: [] },
  };
}

function compareNumbers(
  original: RawNumbers,
  reloaded: RawNumbers,
  tolerance: Tolerance,
): TensorComparison {
  const { dtype, shape } = original;
  const differences = new Differences(tolerance);
  const a = readNumbers(dtype, reloaded.bytes);
  const b = readNumbers(dtype, original.bytes);
  const kind = dtypeFromName(dtype)?.kind;
  if (!(a instanceof Float64Array) || !(b instanceof Float64Array)) {
    for (let index = 0; index < b.length; index++) {
      differences.integers(index, a[index] as bigint, b[index] as bigint);
    }
  } else if (kind === 'complex') {
    for (let index = 0; index < b.length / 2; index++) {
      differences.complex(
        index,
        [at(a, 2 * index), at(a, 2 * index + 1)],
        [at(b, 2 * index), at(b, 2 * index + 1)],
      );
    }
  } else {
    for (let index = 0; index < b.length; index++)
      differences.floats(index, at(a, index), at(b, index));
  }
  const isExact = kind !== 'float' && kind !== 'complex';
  return differences.report({ dtype, shape, isExact }, reader(original), reader(reloaded));
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? NaN;
}

function compareStrings(
  original: RawStrings,
  reloaded: RawStrings,
  tolerance: Tolerance,
): TensorComparison {
  const differences = new Differences(tolerance);
  for (const [index, expected] of original.values.entries()) {
    differences.bytes(
      index,
      Buffer.compare(expected, reloaded.values[index] ?? new Uint8Array(0)) === 0,
    );
  }
  return differences.report(
    {
      dtype: 'string',
      shape: original.shape,
      isExact: true,
    },
    (index) => shown(original.values[index]),
    (index) => shown(reloaded.values[index]),
  );
}

/** How an element is written in a report: as text with every digit it has. */
function reader({ dtype, bytes }: RawNumbers): Reading {
  return (index) => formatElement(dtype, bytes, index, 'exact');
}

/** Bytes of a string that a report shows. */
const shownBytes = 200;

function shown(bytes: Uint8Array | undefined): string {
  if (!bytes) return '';
  const more = bytes.length - shownBytes;
  return more <= 0
    ? visibleBytes(bytes)
    : `${visibleBytes(bytes.subarray(0, shownBytes))} … ${String(more)} more bytes`;
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

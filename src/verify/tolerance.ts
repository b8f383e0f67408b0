import { dtypeFromName } from '../core/dtypes.ts';
import { AppError } from '../core/errors.ts';
import type { DtypeName } from '../protocol/model.ts';
import type { Tolerance, VerifyOptions } from '../protocol/verify.ts';

const exact: Tolerance = { rtol: 0, atol: 0 };

/** About ten units in the last place where results are near 1: what another order of additions moves. */
const defaults: Readonly<Record<DtypeName, Tolerance>> = {
  float64: { rtol: 1e-9, atol: 1e-12 },
  complex128: { rtol: 1e-9, atol: 1e-12 },
  float32: { rtol: 1e-5, atol: 1e-6 },
  complex64: { rtol: 1e-5, atol: 1e-6 },
  float16: { rtol: 1e-3, atol: 1e-3 },
  bfloat16: { rtol: 1e-2, atol: 1e-2 },
  // One unit in the last place: these have two or three bits.
  float8_e4m3fn: { rtol: 0.125, atol: 2 ** -9 },
  float8_e4m3fnuz: { rtol: 0.125, atol: 2 ** -10 },
  float8_e4m3b11fnuz: { rtol: 0.125, atol: 2 ** -13 },
  float8_e5m2: { rtol: 0.25, atol: 2 ** -16 },
  float8_e5m2fnuz: { rtol: 0.25, atol: 2 ** -17 },
};

/**
 * The tolerance for one dtype: what was asked for, else the dtype's default. Integers, booleans and strings are
 * always compared exactly.
 */
export function toleranceFor(
  dtype: DtypeName,
  { rtol, atol, exact: exactly }: Pick<VerifyOptions, 'rtol' | 'atol' | 'exact'>,
): Tolerance {
  const kind = dtypeFromName(dtype)?.kind;
  if (exactly === true || (kind !== 'float' && kind !== 'complex')) return exact;
  const own = defaults[dtype] ?? exact;
  return { rtol: rtol ?? own.rtol, atol: atol ?? own.atol };
}

/** @throws AppError `bad-request` for a tolerance that would pass everything or nothing */
export function checkTolerance(options: Pick<VerifyOptions, 'rtol' | 'atol'>): void {
  for (const name of ['rtol', 'atol'] as const) {
    const value = options[name];
    if (value === undefined || (Number.isFinite(value) && value >= 0)) continue;
    throw new AppError({
      code: 'bad-request',
      message: `The tolerance ${name} is ${String(value)}; it must be a number that is 0 or greater.`,
    });
  }
}

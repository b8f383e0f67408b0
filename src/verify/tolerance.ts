import { dtypeFromName } from '../core/dtypes.ts';
import { AppError } from '../core/errors.ts';
import type { DtypeName } from '../protocol/model.ts';
import { defaultTolerances } from '../protocol/tolerances.ts';
import type { Tolerance, VerifyOptions } from '../protocol/verify.ts';

const exact: Tolerance = { rtol: 0, atol: 0 };

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
  const own = defaultTolerances[dtype] ?? exact;
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

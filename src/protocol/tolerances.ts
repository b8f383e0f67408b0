import type { DtypeName } from './model.ts';
import type { Tolerance } from './verify.ts';

/**
 * What is within tolerance where nobody says otherwise, by dtype; a dtype that is not listed is compared exactly.
 * About ten units in the last place where results are near 1: what another order of additions moves.
 */
export const defaultTolerances: Readonly<Record<DtypeName, Tolerance>> = {
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

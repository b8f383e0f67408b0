import type { VerifyOptions } from '../../../src/protocol/verify.ts';

/** Tolerances on offer; the first is that of each dtype. */
export const tolerances = [
  { value: 'default', label: 'Default for the dtype', options: {} },
  { value: 'loose', label: 'rtol 1e-3 · atol 1e-4', options: { rtol: 1e-3, atol: 1e-4 } },
  { value: 'tight', label: 'rtol 0 · atol 1e-6', options: { rtol: 0, atol: 1e-6 } },
  { value: 'exact', label: 'Exact, bit by bit', options: { exact: true } },
] as const satisfies readonly {
  readonly value: string;
  readonly label: string;
  readonly options: VerifyOptions;
}[];

export type ToleranceName = (typeof tolerances)[number]['value'];

export function toleranceOptions(name: string): VerifyOptions {
  return tolerances.find(({ value }) => value === name)?.options ?? {};
}

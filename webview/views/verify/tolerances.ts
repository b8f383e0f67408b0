import type { DtypeName } from '../../../src/protocol/model.ts';
import { defaultTolerances } from '../../../src/protocol/tolerances.ts';
import type { VerifyOptions } from '../../../src/protocol/verify.ts';

const options = {
  default: {},
  loose: { rtol: 1e-3, atol: 1e-4 },
  tight: { rtol: 0, atol: 1e-6 },
  exact: { exact: true },
} as const satisfies Readonly<Record<string, VerifyOptions>>;

export type ToleranceName = keyof typeof options;

/** 1e-6, and 0.125 where the power of ten would say no less with more characters. */
function figure(size: number): string {
  if (size === 0) return '0';
  const plain = String(size);
  const power = size.toExponential().replace(/\.\d{3,}/, (digits) => digits.slice(0, 3));
  return plain.length <= power.length ? plain : power;
}

function written(rtol: number, atol: number): string {
  return `rtol ${figure(rtol)} · atol ${figure(atol)}`;
}

/** What the default is for outputs of these dtypes, in figures where it is one for all that are not exact. */
function defaultLabel(dtypes: readonly DtypeName[]): string {
  const figures = new Set(
    dtypes
      .flatMap((dtype) => defaultTolerances[dtype] ?? [])
      .map(({ rtol, atol }) => written(rtol, atol)),
  );
  const [only] = figures;
  if (figures.size > 1) return 'Default of each dtype';
  if (only !== undefined) return `${only} (default)`;
  return dtypes.length === 0 ? 'Default of the dtype' : 'Exact (default)';
}

/** What a choice is called. */
interface ToleranceChoice {
  readonly value: ToleranceName;
  readonly label: string;
}

/** Tolerances on offer for a signature with outputs of these dtypes. */
export function toleranceChoices(dtypes: readonly DtypeName[]): readonly ToleranceChoice[] {
  return [
    { value: 'default', label: defaultLabel(dtypes) },
    { value: 'loose', label: written(options.loose.rtol, options.loose.atol) },
    { value: 'tight', label: written(options.tight.rtol, options.tight.atol) },
    { value: 'exact', label: 'Exact, bit by bit' },
  ];
}

/** The options that a remembered choice stands for; the default where it is none of ours. */
export function toleranceOptions(name: string): VerifyOptions {
  return Object.hasOwn(options, name) ? options[name as ToleranceName] : options.default;
}

import type { RawTensor } from '../protocol/runner.ts';
import type { OutputReport, VerifyOptions } from '../protocol/verify.ts';
import { compareTensors, incomparable } from './compare.ts';
import { toleranceFor } from './tolerance.ts';

/**
 * Compares two sets of outputs by name. Where there is one on each side their names may differ. An output that the
 * original lacks is listed and is no difference; one that the reload lacks is one.
 */
export function compareOutputs(
  original: ReadonlyMap<string, RawTensor>,
  reloaded: ReadonlyMap<string, RawTensor>,
  options: Pick<VerifyOptions, 'rtol' | 'atol' | 'exact'>,
): OutputReport[] {
  const [onlyOriginal] = original.size === 1 ? [...original] : [];
  const reports: OutputReport[] = [];
  const compared = new Set<string>();
  for (const [name, value] of reloaded) {
    const tolerance = toleranceFor(value.dtype, options);
    const [originalName, expected] =
      onlyOriginal && reloaded.size === 1 ? onlyOriginal : [name, original.get(name)];
    if (!expected) {
      reports.push({ name, onlyInReload: true, ...incomparable(value, tolerance) });
      continue;
    }
    compared.add(originalName);
    reports.push({
      name,
      ...(originalName === name ? {} : { originalName }),
      ...compareTensors(expected, value, tolerance),
    });
  }
  for (const [name, value] of original) {
    if (compared.has(name)) continue;
    const problem = 'The original has this output and the reload does not.';
    const tolerance = toleranceFor(value.dtype, options);
    reports.push({ name, ...incomparable(value, tolerance, problem) });
  }
  return reports;
}

/** Whether an output was held against the original's and is not the same. */
export function differs(output: OutputReport): boolean {
  return output.problem !== undefined || output.mismatched > 0;
}

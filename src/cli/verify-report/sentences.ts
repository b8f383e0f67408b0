import type {
  OutputReport,
  RecordOutcome,
  RecordReport,
  Verdict,
  VerifyReport,
} from '../../protocol/verify.ts';

/** The verdict as a word for a person. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  match: 'Match',
  different: 'Different',
  'non-deterministic': 'Non-deterministic',
  'cannot-run': 'Cannot run',
  'no-baseline': 'No baseline',
};

/** Exit code of `verify`: 0 only for a match. */
export const verdictExitCodes: Readonly<Record<Verdict, number>> = {
  match: 0,
  different: 1,
  'non-deterministic': 1,
  'cannot-run': 2,
  'no-baseline': 2,
};

/** What is so for one output, in a word or two. */
export function outcomeOf(output: OutputReport): string {
  if (output.problem !== undefined) return output.problem;
  if (output.onlyInReload) return 'not in the original';
  if (output.bitIdentical) return 'identical';
  return output.mismatched === 0
    ? 'within tolerance'
    : `${output.mismatched} of ${output.count} differ`;
}

const recordOutcomes: Readonly<Record<RecordOutcome, string>> = {
  identical: 'identical',
  'within-tolerance': 'within tolerance',
  different: 'different',
  unstable: 'two runs disagree',
  failed: 'failed',
  'no-response': 'no response to compare with',
  'not-run': 'not run',
};

/** What is so for one warmup record. */
export function recordOutcomeOf({ outcome, problem, mismatched, count }: RecordReport): string {
  if (problem !== undefined) return problem;
  return outcome === 'different' ? `${mismatched} of ${count} differ` : recordOutcomes[outcome];
}

/** 3.1e-7, 0.25; an exact zero is 0, and what cannot be computed a dash. */
export function differenceText(difference: number | string | null): string {
  if (difference === null) return '–';
  if (typeof difference === 'string') return difference;
  return figureText(Number(difference.toPrecision(2)));
}

/** As a difference, but rounded up: the tolerance that is printed passes. */
function toleranceText(tolerance: number): string {
  const rounded = Number(tolerance.toPrecision(2));
  if (rounded >= tolerance) return figureText(rounded);
  const step = 10 ** (Math.floor(Math.log10(tolerance)) - 1);
  return figureText(Number((rounded + step).toPrecision(2)));
}

function figureText(figure: number): string {
  return figure === 0 || (figure >= 1e-3 && figure < 1e6)
    ? String(figure)
    : figure.toExponential(1);
}

/** [12, 3]; the only element of a scalar is []. */
export function indexText(index: readonly number[] | null): string {
  return index === null ? '–' : `[${index.join(', ')}]`;
}

/** What would pass: "rtol 3.1e-7 or atol 2.0e-8", "nothing". */
export function minimumText({ minimumPassing, bitIdentical }: OutputReport): string {
  if (bitIdentical) return '–';
  const { rtol, atol } = minimumPassing;
  const parts = [
    ...(rtol === null ? [] : [`rtol ${toleranceText(rtol)}`]),
    ...(atol === null ? [] : [`atol ${toleranceText(atol)}`]),
  ];
  return parts.length === 0 ? 'none' : parts.join(' or ');
}

/** Where the original's prediction comes from. Who recorded it from a reload did not see the original. */
export function originalText({ kind, source }: NonNullable<VerifyReport['original']>): string {
  switch (kind) {
    case 'recorded-live':
      return `recorded from the live model in ${source}`;
    case 'recorded-reload':
      return `recorded from a reload in ${source}`;
    case 'warmup':
      return `the warmup records in ${source}`;
    case 'recorded':
      return source;
  }
}

export function runtimeText({ name, tensorflow }: NonNullable<VerifyReport['runtime']>): string {
  return `${name} on TensorFlow ${tensorflow}`;
}

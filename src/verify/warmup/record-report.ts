import type { AppError } from '../../core/errors.ts';
import type { OutputReport, RecordOutcome, RecordReport } from '../../protocol/verify.ts';
import { differs } from '../outputs.ts';
import type { Question, Unasked } from './questions.ts';

/** What became of a record: the report's line on it, and its outputs where they were compared. */
export interface RecordResult extends RecordReport {
  /** Beside the response. */
  readonly outputs: readonly OutputReport[];
}

/** Of a record that was not asked, or that the model did not take. */
export function unanswered(
  { record, outcome, problem }: Unasked,
  signature: string | null = null,
): RecordResult {
  return { record, signature, outcome, problem, ...noFigures };
}

export function refused({ record, selection }: Question, error: AppError): RecordResult {
  return unanswered({ record, outcome: 'failed', problem: error.message }, selection.name);
}

const noFigures = { count: 0, mismatched: 0, maxAbs: null, outputs: [] } as const;

/**
 * Of a record that was run.
 * @param outputs beside the response; null where the record holds none
 * @param secondRun the two runs beside each other
 */
export function answered(
  { record, selection }: Question,
  outputs: readonly OutputReport[] | null,
  secondRun: readonly OutputReport[],
): RecordResult {
  const unstable = secondRun.filter(differs);
  const shown = (unstable.length > 0 ? unstable : (outputs ?? [])).map((output) => ({
    ...output,
    record,
  }));
  const compared = shown.filter((output) => output.onlyInReload !== true);
  const problem = compared.find((output) => output.problem !== undefined);
  return {
    record,
    signature: selection.name,
    outcome: unstable.length > 0 ? 'unstable' : outcomeOf(outputs && compared),
    ...(problem === undefined ? {} : { problem: `${problem.name}: ${problem.problem ?? ''}` }),
    count: compared.reduce((sum, { count }) => sum + count, 0),
    mismatched: compared.reduce((sum, { mismatched }) => sum + mismatched, 0),
    maxAbs: largest(compared),
    outputs: shown,
  };
}

function outcomeOf(compared: readonly OutputReport[] | null): RecordOutcome {
  if (!compared || compared.every(({ count, problem }) => count === 0 && problem === undefined)) {
    return 'no-response';
  }
  if (compared.some(differs)) return 'different';
  return compared.every(({ bitIdentical }) => bitIdentical) ? 'identical' : 'within-tolerance';
}

function largest(outputs: readonly OutputReport[]): number | string | null {
  return outputs.reduce<number | string | null>(
    (most, { maxAbs }) =>
      maxAbs !== null && (most === null || Number(maxAbs) > Number(most)) ? maxAbs : most,
    null,
  );
}

const order: readonly RecordOutcome[] = [
  'failed',
  'unstable',
  'different',
  'within-tolerance',
  'identical',
  'no-response',
  'not-run',
];

/** What needs a look first: by outcome, then by the largest difference, then as in the file. */
export function worstFirst(results: readonly RecordResult[]): RecordResult[] {
  // Where an output could not be compared at all there is no figure, and that is worse than any.
  const size = ({ problem, maxAbs }: RecordResult): number =>
    problem === undefined ? Number(maxAbs ?? 0) : Infinity;
  return [...results].sort(
    (a, b) =>
      order.indexOf(a.outcome) - order.indexOf(b.outcome) ||
      compareDescending(size(a), size(b)) ||
      a.record - b.record,
  );
}

/** Infinity minus itself would be no number. */
function compareDescending(a: number, b: number): number {
  return a === b ? 0 : b > a ? 1 : -1;
}

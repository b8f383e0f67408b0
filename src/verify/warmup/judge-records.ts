import { plural } from '../../protocol/figures.ts';
import type { RecordOutcome } from '../../protocol/verify.ts';
import { closeness, differenceText, type Judgement } from '../verdict.ts';
import { differs } from '../outputs.ts';
import type { RecordResult } from './record-report.ts';

/**
 * The verdict on all records. What disagrees with itself or with its response is certain whatever happened to other
 * records; a record that could not be used is no match.
 * @param results the worst first
 */
export function judgeRecords(results: readonly RecordResult[]): Judgement {
  const of = (...outcomes: readonly RecordOutcome[]): RecordResult[] =>
    results.filter(({ outcome }) => outcomes.includes(outcome));
  const all = plural(results.length, 'warmup record');

  const [unstable] = of('unstable');
  if (unstable) {
    return {
      verdict: 'non-deterministic',
      reason: `Two runs of the reloaded model on the same input disagree: in record ${unstable.record}, ${differenceText(unstable.outputs)}.`,
      advice:
        'Something in the graph is random or counts its calls: dropout that is left on, sampling, a state that each call changes.',
    };
  }
  const different = of('different');
  const [worst] = different;
  if (worst) {
    const which =
      results.length === 1
        ? ''
        : `${different.length} of ${all} ${different.length === 1 ? 'differs' : 'differ'}; `;
    return {
      verdict: 'different',
      reason: `The reloaded model does not predict what its warmup records say: ${which}in record ${worst.record}, ${differenceText(worst.outputs.filter(differs))}.`,
      advice: '',
    };
  }
  const failed = of('failed');
  const [firstFailed] = failed;
  if (firstFailed) {
    return {
      verdict: 'cannot-run',
      reason: `${failed.length} of ${all} cannot be used. Record ${firstFailed.record}: ${firstFailed.problem ?? ''}`,
      advice: 'TensorFlow Serving loads no model with such a record. Take it out of the file.',
    };
  }
  const compared = of('identical', 'within-tolerance');
  if (compared.length === 0) {
    const run = of('no-response').length;
    return {
      verdict: 'no-baseline',
      reason:
        run === 0
          ? `Nothing was compared: none of the ${all} is of a kind that is run.`
          : `The ${all} ${results.length === 1 ? 'holds' : 'hold'} no response to compare with; the model takes ${run === 1 ? 'it' : 'them'}, and two runs agree.`,
      advice: 'Record a prediction: it holds request and response.',
    };
  }
  const outputs = compared.flatMap((result) =>
    result.outputs.filter((output) => output.onlyInReload !== true),
  );
  const values = compared.reduce((sum, { count }) => sum + count, 0);
  const left = results.length - compared.length;
  const rest = left === 0 ? '' : `; ${plural(left, 'record')} could not be compared`;
  return {
    verdict: 'match',
    reason: `The reloaded model predicts what its warmup records say: ${plural(compared.length, 'record')}, ${plural(values, 'value')}, ${closeness(outputs)}${rest}.`,
    advice: '',
  };
}

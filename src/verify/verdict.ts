import { plural } from '../protocol/figures.ts';
import type { OutputReport, Verdict } from '../protocol/verify.ts';
import { differs } from './outputs.ts';
import type { Prediction } from './prediction-file.ts';

export interface Judgement {
  readonly verdict: Verdict;
  /** One sentence. */
  readonly reason: string;
  readonly advice: string;
}

/** The verdict on a reload, whose two runs were compared with each other and whose first with the original. */
export function judge(
  by: Prediction['by'],
  outputs: readonly OutputReport[],
  secondRun: readonly OutputReport[],
): Judgement {
  const unstable = secondRun.filter(differs);
  if (unstable.length > 0) return nonDeterministic(unstable);
  const different = outputs.filter(differs);
  if (different.length > 0) {
    return {
      verdict: 'different',
      reason: `${denial(by)}: ${differenceText(different)}.`,
      advice: '',
    };
  }
  const compared = outputs.filter((output) => output.onlyInReload !== true);
  const values = compared.reduce((sum, { count }) => sum + count, 0);
  if (values === 0) {
    return {
      verdict: 'no-baseline',
      reason:
        compared.length === 0
          ? 'Nothing was compared: the prediction file holds none of the outputs.'
          : 'Nothing was compared: all outputs in the prediction file are empty.',
      advice: 'Record a prediction for an input that gives outputs.',
    };
  }
  const what = `${plural(compared.length, 'output')}, ${plural(values, 'value')}`;
  return {
    verdict: 'match',
    reason: `${affirmation(by)}: ${what}, ${closeness(compared)}${renamedText(compared)}.`,
    advice: '',
  };
}

/** The verdict where there is no original: the two runs only say that it reloads and agrees with itself. */
export function judgeWithoutOriginal(secondRun: readonly OutputReport[]): Judgement {
  const unstable = secondRun.filter(differs);
  if (unstable.length > 0) return nonDeterministic(unstable);
  return {
    verdict: 'no-baseline',
    reason:
      'There is no original prediction to compare with; the model reloads, and two runs on a sample input agree.',
    advice: 'Record a prediction, before saving where you can, and verify against that.',
  };
}

/** The verdict where there is no original, and the made-up sample is not what the model takes. */
export function judgeRefusedSample(why: string): Judgement {
  return {
    verdict: 'no-baseline',
    reason: `There is no original prediction to compare with; the model loads, but refuses the sample that was made up for it: ${why}`,
    advice: 'Record a prediction on inputs that the model takes: edit the sample first.',
  };
}

function nonDeterministic(unstable: readonly OutputReport[]): Judgement {
  return {
    verdict: 'non-deterministic',
    reason: `Two runs of the reloaded model on the same input disagree: ${differenceText(unstable)}.`,
    advice:
      'Something in the graph is random or counts its calls: dropout that is left on, sampling, a state that each call changes.',
  };
}

/** Honest about who predicted. */
function affirmation(by: Prediction['by']): string {
  switch (by) {
    case 'live-model':
      return 'The reloaded model predicts what the original predicted';
    case 'reload':
      return 'The model predicts what it predicted when recorded';
    case null:
      return 'The reloaded model predicts what the prediction file says';
  }
}

function denial(by: Prediction['by']): string {
  switch (by) {
    case 'live-model':
      return 'The reloaded model does not predict what the original predicted';
    case 'reload':
      return 'The model does not predict what it predicted when recorded';
    case null:
      return 'The reloaded model does not predict what the prediction file says';
  }
}

/** "bit for bit", or how near. */
export function closeness(outputs: readonly OutputReport[]): string {
  if (outputs.every(({ bitIdentical }) => bitIdentical)) return 'bit for bit';
  const { name, maxAbs, worstIndex } = worstOf(outputs);
  if (worstIndex === null) return 'all equal';
  return `within the tolerance; the largest difference is ${figure(maxAbs)} in ${name}`;
}

/** "7 of 256 values differ in purchase_probability, by up to 0.031 at [41, 0], and 1 other output differs" */
export function differenceText(outputs: readonly OutputReport[]): string {
  const worst = worstOf(outputs);
  const others = outputs.length - 1;
  const rest =
    others === 0
      ? ''
      : `, and ${plural(others, 'other output')} ${others === 1 ? 'differs' : 'differ'}`;
  if (worst.problem !== undefined) {
    return `${worst.name}: ${lowerFirst(worst.problem.replace(/\.$/, ''))}${rest}`;
  }
  const { name, mismatched, count, maxAbs, worstIndex } = worst;
  const at = worstIndex && worstIndex.length > 0 ? ` at [${worstIndex.join(', ')}]` : '';
  const by = maxAbs === null ? at : `, by up to ${figure(maxAbs)}${at}`;
  const differ = mismatched === 1 ? 'differs' : 'differ';
  return `${String(mismatched)} of ${plural(count, 'value')} ${differ} in ${name}${by}${rest}`;
}

/** What could not be compared at all first, then by the largest difference. */
function worstOf(outputs: readonly OutputReport[]): OutputReport {
  const rank = ({ problem, maxAbs }: OutputReport): number =>
    problem === undefined ? Number(maxAbs ?? 0) : Infinity;
  return outputs.reduce((worst, output) => (rank(output) > rank(worst) ? output : worst));
}

function renamedText(outputs: readonly OutputReport[]): string {
  const [renamed] = outputs.filter(({ originalName }) => originalName !== undefined);
  return renamed ? `; the original calls the output ${renamed.originalName ?? ''}` : '';
}

function figure(value: number | string | null): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(2))) : (value ?? '');
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

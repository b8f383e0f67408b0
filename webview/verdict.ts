import type { Verdict, VerifyReport } from '../src/protocol/verify.ts';
import { clock, count, plural, when } from './format.ts';

/** What a verdict is worth, as colour and icon say it; never by colour alone. */
export type Tone = 'passed' | 'failed' | 'warning' | 'neutral' | 'information';

/** A verdict in the words of the view bar and the banner. */
export interface VerdictWords {
  readonly tone: Tone;
  readonly icon: 'pass-filled' | 'error' | 'warning' | 'circle-slash' | 'circle-large' | 'history';
  /** One or two words for the view bar. */
  readonly word: string;
  /** One sentence for the banner. */
  readonly title: string;
  /** The figures, or what to do. */
  readonly text: string;
}

const forms: Readonly<Record<Verdict, Pick<VerdictWords, 'tone' | 'icon' | 'word'>>> = {
  match: { tone: 'passed', icon: 'pass-filled', word: 'Match' },
  different: { tone: 'failed', icon: 'error', word: 'Different' },
  'non-deterministic': { tone: 'warning', icon: 'warning', word: 'Not deterministic' },
  'cannot-run': { tone: 'failed', icon: 'circle-slash', word: 'Cannot run' },
  'no-baseline': { tone: 'neutral', icon: 'circle-large', word: 'No original' },
};

/** Honest about who predicted. */
function claimOf(kind: NonNullable<VerifyReport['original']>['kind'] | undefined): string {
  switch (kind) {
    case 'recorded-reload':
      return 'what it predicted when recorded';
    case 'warmup':
      return 'what its warmup records say';
    default:
      return 'what the original predicted';
  }
}

function title(report: VerifyReport): string {
  const claim = claimOf(report.original?.kind);
  switch (report.verdict) {
    case 'match':
      return `Match: predicts ${claim}`;
    case 'different':
      return `Different: the reloaded model does not predict ${claim}`;
    case 'non-deterministic':
      return 'Not deterministic: the same input gave two different outputs';
    case 'cannot-run':
      return (report.records ?? []).length > 0
        ? 'Cannot run: not every warmup record can be used'
        : 'Cannot run: the model gave no prediction';
    case 'no-baseline':
      return 'No original to compare with';
  }
}

/** Figures of a match: how equal, how much was compared, when. */
function matchFigures(report: VerifyReport, now: number): string {
  const compared = report.outputs.filter((output) => output.onlyInReload !== true);
  const values = compared.reduce((sum, output) => sum + output.count, 0);
  const identical = compared.every((output) => output.bitIdentical);
  const largest = compared.reduce(
    (most, output) => (typeof output.maxAbs === 'number' ? Math.max(most, output.maxAbs) : most),
    0,
  );
  return [
    identical
      ? 'Bit-identical'
      : `Within the tolerance, largest difference ${Number(largest.toPrecision(2))}`,
    `${plural(compared.length, 'output')}, ${plural(values, 'value')}`,
    when(report.time, now),
  ].join(' · ');
}

/** Figures of a difference: what cannot be compared at all, then how many values differ and by how much. */
function differenceFigures({ outputs }: VerifyReport): string {
  const problems = outputs
    .filter((output) => output.problem !== undefined)
    .map((output) => `${output.name}: ${output.problem ?? ''}.`);
  const differ = outputs.filter(
    (output) =>
      output.problem === undefined && output.onlyInReload !== true && output.mismatched > 0,
  );
  if (differ.length === 0) return problems.join(' ');
  const largest = differ.reduce<number | null>(
    (most, { maxAbs }) => (typeof maxAbs === 'number' ? Math.max(most ?? 0, maxAbs) : most),
    null,
  );
  const parts = differ
    .slice(0, 3)
    .map(({ name, mismatched, count: all }) => `${differing(mismatched, all)} values in ${name}`);
  const more = differ.length > 3 ? ` and in ${plural(differ.length - 3, 'more output')}` : '';
  const by = largest === null ? '' : `, by up to ${Number(largest.toPrecision(2))}`;
  return [...problems, `${parts.join(', ')}${more} differ${by}.`].join(' ');
}

/** The line under the title. */
function verdictText(report: VerifyReport, now: number): string {
  // Of several records the sentence counts them all; the outputs are those of one.
  if (report.records !== undefined) {
    // What the title claims is not said twice.
    const reason = report.reason.replace(
      /^The reloaded model .*? warmup records say: (.)/,
      (_, first: string) => first.toUpperCase(),
    );
    return [reason, report.advice].filter((sentence) => sentence !== '').join(' ');
  }
  if (report.verdict === 'match') return matchFigures(report, now);
  const figures = report.verdict === 'different' ? differenceFigures(report) : '';
  return [figures === '' ? report.reason : figures, report.advice]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** How a report reads. `stale`: the bytes have changed since. */
export function verdictWords(report: VerifyReport, stale: boolean, now: number): VerdictWords {
  if (stale) {
    return {
      tone: 'neutral',
      icon: 'history',
      word: 'Changed',
      title: 'Changed since it was verified',
      text: `The verdict of ${clock(report.time)}, ${forms[report.verdict].word.toLowerCase()}, was for other bytes.`,
    };
  }
  return {
    ...forms[report.verdict],
    title: title(report),
    text: verdictText(report, now),
  };
}

/** How it reads where nothing was verified yet. */
export const notVerified: VerdictWords = {
  tone: 'neutral',
  icon: 'circle-large',
  word: 'Not verified',
  title: 'Not verified yet',
  text: 'Does a reload predict what the original predicted?',
};

/** "7 of 256", or "0". */
export function differing(mismatched: number, total: number): string {
  return mismatched === 0 ? '0' : `${count(mismatched)} of ${count(total)}`;
}

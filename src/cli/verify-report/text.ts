import * as figures from '../../protocol/figures.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import type { OutputReport, RecordReport, Verdict, VerifyReport } from '../../protocol/verify.ts';
import type { Page } from '../print.ts';
import { shownSentence, table, type Column } from '../text/table.ts';
import type { Style } from '../text/terminal.ts';
import {
  differenceText,
  indexText,
  minimumText,
  originalText,
  outcomeOf,
  recordOutcomeOf,
  runtimeText,
  verdictWords,
} from './sentences.ts';

const marks: Readonly<Record<Verdict, readonly [string, Style]>> = {
  match: ['✓', 'green'],
  different: ['✗', 'red'],
  'non-deterministic': ['✗', 'red'],
  'cannot-run': ['!', 'yellow'],
  'no-baseline': ['!', 'yellow'],
};

/** The verdict in one sentence, then the evidence by output, then what it rests on. */
export function verifyText(report: VerifyReport, page: Page): string {
  const { paint } = page;
  const [mark, style] = marks[report.verdict];
  const milliseconds = Object.values(report.milliseconds).reduce((sum, each) => sum + each, 0);
  const facts: readonly (readonly [string, string | null])[] = [
    ['Original', report.original && originalText(report.original)],
    ['Runtime', report.runtime && runtimeText(report.runtime)],
    ['Signature', report.signature],
    ['Took', milliseconds === 0 ? null : figures.duration(milliseconds)],
  ];
  const factRows = facts.flatMap(([name, value]) =>
    value === null ? [] : [[name, visibleText(value)]],
  );
  return [
    `${paint(style, `${mark} ${verdictWords[report.verdict]}`)}: ${shownSentence(report.reason)}`,
    ...(report.advice === '' ? [] : [`  ${shownSentence(report.advice)}`]),
    ...(report.notes ?? []).map((note) => `  ${shownSentence(note)}`),
    ...recordLines(report.records ?? [], page),
    ...(report.outputs.length === 0 ? [] : ['', ...outputLines(report.outputs, page)]),
    ...(factRows.length === 0
      ? []
      : [
          '',
          ...table([{ head: '', style: 'dim' }, { head: '' }], factRows, { ...page, heads: false }),
        ]),
  ].join('\n');
}

/** Records that are shown: those that need a look come first. */
const shownRecords = 20;

function recordLines(all: readonly RecordReport[], page: Page): string[] {
  // What is identical is counted in the reason.
  const records = all.filter(({ outcome }) => outcome !== 'identical');
  if (records.length === 0) return [];
  const more = records.length - shownRecords;
  return [
    '',
    ...table(
      [
        { head: 'Record', align: 'right' },
        { head: 'Signature', shrinks: true },
        { head: 'Values', align: 'right' },
        { head: 'Result', shrinks: true },
        { head: 'Largest difference', align: 'right' },
      ],
      records
        .slice(0, shownRecords)
        .map((record) => [
          String(record.record),
          visibleText(record.signature ?? '–'),
          String(record.count),
          visibleText(recordOutcomeOf(record)),
          differenceText(record.maxAbs),
        ]),
      page,
    ),
    ...(more > 0
      ? [page.paint('dim', `  … ${more} more, no worse than these: --json has all`)]
      : []),
  ];
}

function outputLines(outputs: readonly OutputReport[], page: Page): string[] {
  // Where every bit is the same there is no difference to tell of.
  const record = outputs[0]?.record;
  const differs = outputs.some(({ bitIdentical }) => !bitIdentical);
  return table(
    [
      ...(record === undefined ? [] : [{ head: 'Record', align: 'right' as const }]),
      { head: 'Output', shrinks: true },
      { head: 'Dtype' },
      { head: 'Shape' },
      { head: 'Values', align: 'right' },
      { head: 'Result' },
      ...(differs ? differenceColumns : []),
    ],
    outputs.map((output) => [
      ...(record === undefined ? [] : [String(record)]),
      visibleText(
        output.originalName === undefined
          ? output.name
          : `${output.name} (original: ${output.originalName})`,
      ),
      output.dtype,
      figures.storedShape(output.shape),
      String(output.count),
      visibleText(outcomeOf(output)),
      ...(differs
        ? [differenceText(output.maxAbs), indexText(output.worstIndex), minimumText(output)]
        : []),
    ]),
    page,
  );
}

const differenceColumns: readonly Column[] = [
  { head: 'Largest difference', align: 'right' },
  { head: 'At' },
  { head: 'Would pass with' },
];

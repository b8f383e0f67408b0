import * as figures from '../../protocol/figures.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import type { VerifyReport } from '../../protocol/verify.ts';
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

/** The report for a pull request or an issue. `path`: the artifact, as it was named. */
export function verifyMarkdown(report: VerifyReport, path: string): string {
  const rows = report.outputs.map((output) => [
    output.name,
    output.dtype,
    figures.storedShape(output.shape),
    outcomeOf(output),
    differenceText(output.maxAbs),
    indexText(output.worstIndex),
    minimumText(output),
  ]);
  // What is identical is counted in the reason, and would be a thousand rows here.
  const records = (report.records ?? [])
    .filter(({ outcome }) => outcome !== 'identical')
    .map((record) => [
      String(record.record),
      record.signature ?? '–',
      recordOutcomeOf(record),
      differenceText(record.maxAbs),
    ]);
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  return [
    `## ${verdictWords[report.verdict]}: ${escapeMarkdown(path)}`,
    '',
    escapeMarkdown(report.reason),
    ...(report.advice === '' ? [] : ['', escapeMarkdown(report.advice)]),
    ...(report.notes ?? []).flatMap((note) => ['', escapeMarkdown(note)]),
    ...(records.length === 0
      ? []
      : [
          '',
          line(['Record', 'Signature', 'Result', 'Largest difference']),
          '| ---: | --- | --- | ---: |',
          ...records.map(line),
        ]),
    ...(rows.length === 0
      ? []
      : [
          '',
          line([
            'Output',
            'Dtype',
            'Shape',
            'Result',
            'Largest difference',
            'At',
            'Would pass with',
          ]),
          '| --- | --- | --- | --- | ---: | --- | --- |',
          ...rows.map(line),
        ]),
    '',
    `- Original: ${report.original ? escapeMarkdown(originalText(report.original)) : 'none'}`,
    `- Runtime: ${report.runtime ? escapeMarkdown(runtimeText(report.runtime)) : 'none'}`,
    `- Signature: ${escapeMarkdown(report.signature ?? 'none')}`,
  ].join('\n');
}

/** Text from a file as text: no markup, no new cell. */
function escapeMarkdown(text: string): string {
  return visibleText(text).replace(/[\\`*_[\]<>|#]/g, '\\$&');
}

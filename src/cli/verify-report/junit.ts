import type { OutputReport, RecordReport, VerifyReport } from '../../protocol/verify.ts';
import {
  differenceText,
  indexText,
  minimumText,
  outcomeOf,
  recordOutcomeOf,
  verdictExitCodes,
  verdictWords,
} from './sentences.ts';
import { visibleText } from '../../protocol/visible-text.ts';

/**
 * The report as JUnit XML, as CI systems read it: one test case for the verdict and one for each output or
 * warmup record. What
 * could not be run is an error, what differs a failure. `path`: the artifact, as it was named.
 */
export function verifyJunit(report: VerifyReport, path: string): string {
  const seconds = Object.values(report.milliseconds).reduce((sum, each) => sum + each, 0) / 1000;
  const exitCode = verdictExitCodes[report.verdict];
  const parts = report.records?.map(recordPart) ?? report.outputs.flatMap(outputPart);
  const suite = attributes({
    name: 'saved-model verify',
    tests: parts.length + 1,
    failures: parts.filter(({ tag }) => tag === 'failure').length + (exitCode === 1 ? 1 : 0),
    errors: exitCode === 2 ? 1 : 0,
    time: seconds.toFixed(3),
    timestamp: new Date(report.time).toISOString(),
  });
  const verdict = `${verdictWords[report.verdict]}: ${report.reason}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites><testsuite ${suite}>`,
    testCase(path, 'verdict', seconds, {
      tag: exitCode === 0 ? null : exitCode === 1 ? 'failure' : 'error',
      message: verdict,
      detail: [report.advice, report.details ?? ''].filter((part) => part !== '').join('\n'),
    }),
    ...parts.map(({ name, ...outcome }) => testCase(path, name, 0, outcome)),
    '</testsuite></testsuites>',
  ].join('\n');
}

interface Outcome {
  readonly tag: 'failure' | 'error' | null;
  readonly message: string;
  readonly detail: string;
}

type Part = Outcome & { readonly name: string };

function outputPart(output: OutputReport): Part[] {
  if (output.onlyInReload) return [];
  const fails = output.problem !== undefined || output.mismatched > 0;
  return [
    {
      name: output.name,
      tag: fails ? 'failure' : null,
      message: outcomeOf(output),
      detail: `largest difference ${differenceText(output.maxAbs)} at ${indexText(output.worstIndex)}; would pass with ${minimumText(output)}`,
    },
  ];
}

function recordPart(record: RecordReport): Part {
  const fails = ['failed', 'unstable', 'different'].includes(record.outcome);
  return {
    name: `record ${record.record}`,
    tag: fails ? 'failure' : null,
    message: recordOutcomeOf(record),
    detail: `signature ${record.signature ?? 'none'}; largest difference ${differenceText(record.maxAbs)}`,
  };
}

function testCase(path: string, name: string, seconds: number, outcome: Outcome): string {
  const head = attributes({ classname: path, name, time: seconds.toFixed(3) });
  if (outcome.tag === null) return `  <testcase ${head}/>`;
  const { tag, message, detail } = outcome;
  return `  <testcase ${head}><${tag} ${attributes({ message })}>${escapeXml(detail)}</${tag}></testcase>`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escapeXml(String(value))}"`)
    .join(' ');
}

/** Line by line: XML 1.0 has no way at all to write most control characters, so they stand as escapes. */
function escapeXml(text: string): string {
  const shown = text.split('\n').map(visibleText).join('\n');
  return shown
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"'\n]/g, (character) => `&#${character.charCodeAt(0)};`);
}

import type { OutputReport, VerifyReport } from '../../protocol/verify.ts';
import {
  differenceText,
  indexText,
  minimumText,
  outcomeOf,
  verdictExitCodes,
  verdictWords,
} from './sentences.ts';

/**
 * The report as JUnit XML, as CI systems read it: one test case for the verdict and one for each output. What
 * could not be run is an error, what differs a failure. `path`: the artifact, as it was named.
 */
export function verifyJunit(report: VerifyReport, path: string): string {
  const seconds = Object.values(report.milliseconds).reduce((sum, each) => sum + each, 0) / 1000;
  const exitCode = verdictExitCodes[report.verdict];
  const outputs = report.outputs.filter(({ onlyInReload }) => !onlyInReload);
  const failed = outputs.filter(fails);
  const suite = attributes({
    name: 'saved-model verify',
    tests: outputs.length + 1,
    failures: failed.length + (exitCode === 1 ? 1 : 0),
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
    ...outputs.map((output) =>
      testCase(path, output.name, 0, {
        tag: fails(output) ? 'failure' : null,
        message: outcomeOf(output),
        detail: `largest difference ${differenceText(output.maxAbs)} at ${indexText(output.worstIndex)}; would pass with ${minimumText(output)}`,
      }),
    ),
    '</testsuite></testsuites>',
  ].join('\n');
}

function fails(output: OutputReport): boolean {
  return output.problem !== undefined || output.mismatched > 0;
}

interface Outcome {
  readonly tag: 'failure' | 'error' | null;
  readonly message: string;
  readonly detail: string;
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

/** XML 1.0 has no way at all to write most control characters: they become U+FFFD. */
function escapeXml(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- they are what is replaced
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replace(/[&<>"'\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)
  );
}

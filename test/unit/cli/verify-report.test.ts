import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyJunit } from '../../../src/cli/verify-report/junit.ts';
import { verifyMarkdown } from '../../../src/cli/verify-report/markdown.ts';
import { minimumText, verdictExitCodes } from '../../../src/cli/verify-report/sentences.ts';
import { verifyText } from '../../../src/cli/verify-report/text.ts';
import { painter } from '../../../src/cli/text/terminal.ts';
import type { OutputReport, VerifyReport } from '../../../src/protocol/verify.ts';
import { identicalOutput, matchReport } from '../../support/verify-report.ts';

const output: OutputReport = { ...identicalOutput, name: 'binary_rating' };

const off: OutputReport = {
  ...output,
  name: 'purchase|<b>',
  bitIdentical: false,
  mismatched: 1,
  maxAbs: 0.25,
  maxRel: 0.5,
  worstIndex: [1, 0],
  minimumPassing: { rtol: 0.5, atol: 0.25 },
};

const match: VerifyReport = {
  ...matchReport,
  reason: 'The reload predicts what the original predicted, bit for bit: 2 outputs, 4 values.',
  outputs: [output],
  milliseconds: { load: 900, run: 100 },
  time: Date.UTC(2026, 10, 18),
};

const different: VerifyReport = {
  ...match,
  verdict: 'different',
  reason: 'purchase|<b> differs.',
  advice: 'Compare the "weights".',
  outputs: [output, off],
};

const page = { paint: painter({ colours: false, width: Infinity }), width: Infinity };

test('the text begins with the verdict in one sentence, then the outputs', () => {
  assert.deepEqual(verifyText(different, page).split('\n').slice(0, 7), [
    '✗ Different: purchase|<b> differs.',
    '  Compare the "weights".',
    '',
    '  Output         Dtype    Shape  Values  Result         Largest difference  At      Would pass with',
    '  binary_rating  float32  2 × 1       2  identical                       0  –       –',
    '  purchase|<b>   float32  2 × 1       2  1 of 2 differ                0.25  [1, 0]  rtol 0.5 or atol 0.25',
    '',
  ]);
});

test('where every bit is the same, no difference is told of', () => {
  const text = verifyText(match, page);
  assert.match(text, /^ {2}Output +Dtype +Shape +Values +Result$/m);
  assert.match(text, /^ {2}binary_rating +float32 +2 × 1 +2 +identical$/m);
});

test('who recorded from a reload is never called the original', () => {
  const report: VerifyReport = {
    ...match,
    original: { kind: 'recorded-reload', source: 'predictions.json' },
  };
  assert.match(verifyText(report, page), /recorded from a reload in predictions\.json/);
  assert.match(verifyMarkdown(report, 'm'), /recorded from a reload/);
});

test('control characters of a file never reach the terminal', () => {
  const report = { ...match, outputs: [{ ...output, name: 'a\u001b[2Jb' }] };
  assert.ok(!verifyText(report, page).includes('\u001b'));
  assert.ok(verifyText(report, page).includes('a\\x1b[2Jb'));
});

test('Markdown keeps names as text', () => {
  const lines = verifyMarkdown(different, 'models/my_model').split('\n');
  assert.equal(lines[0], '## Different: models/my\\_model');
  const row = lines.find((line) => line.startsWith('| purchase'));
  assert.equal(
    row,
    '| purchase\\|\\<b\\> | float32 | 2 × 1 | 1 of 2 differ | 0.25 | \\[1, 0\\] | rtol 0.5 or atol 0.25 |',
  );
});

test('JUnit counts what differs as failures and what cannot run as an error', () => {
  const matched = verifyJunit(match, 'm');
  assert.match(matched, /tests="2" failures="0" errors="0" time="1.000"/);
  assert.ok(!matched.includes('<failure'));

  const failed = verifyJunit(different, 'm');
  assert.match(failed, /tests="3" failures="2" errors="0"/);
  assert.match(
    failed,
    /name="purchase\|&#60;b&#62;" time="0.000"><failure message="1 of 2 differ">/,
  );
  assert.match(failed, /Compare the &#34;weights&#34;\./);

  const cannotRun: VerifyReport = {
    ...match,
    verdict: 'cannot-run',
    reason: 'There is no TensorFlow\u0000.',
    outputs: [],
  };
  const error = verifyJunit(cannotRun, 'm');
  assert.match(error, /tests="1" failures="0" errors="1"/);
  assert.match(error, /<error message="Cannot run: There is no TensorFlow\\x00\.">/);
});

test('a tolerance is rounded up, so that it passes as it is printed', () => {
  const minimum = (rtol: number) => minimumText({ ...off, minimumPassing: { rtol, atol: null } });
  assert.equal(minimum(3.14e-7), 'rtol 3.2e-7');
  assert.equal(minimum(9.96e-7), 'rtol 1.0e-6');
  assert.equal(minimum(0.25), 'rtol 0.25');
  assert.equal(minimum(0.2501), 'rtol 0.26');
});

test('only a match is success', () => {
  assert.deepEqual(verdictExitCodes, {
    match: 0,
    different: 1,
    'non-deterministic': 1,
    'cannot-run': 2,
    'no-baseline': 2,
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OutputReport, VerifyReport } from '../../../src/protocol/verify.ts';
import { verdictWords } from '../../../webview/verdict.ts';
import { identicalOutput, matchReport } from '../../support/verify-report.ts';

const output: OutputReport = {
  ...identicalOutput,
  shape: [256, 1],
  count: 256,
  differences: { identical: 256, decades: [] },
};

const match: VerifyReport = { ...matchReport, outputs: [output, { ...output, name: 'z' }] };

describe('a match', () => {
  it('says how equal, how much and when', () =>
    assert.equal(
      verdictWords(match, false, 120_000).text,
      'Bit-identical · 2 outputs, 512 values · 2 minutes ago',
    ));
  it('says how far off it is where bits differ', () => {
    const near = { ...match, outputs: [{ ...output, bitIdentical: false, maxAbs: 3.14e-8 }] };
    assert.match(verdictWords(near, false, 0).text, /^Within the tolerance, .* 3\.1e-8 · 1 output/);
  });
  it('with an earlier reload never speaks of the original', () => {
    const reload = { ...match, original: { kind: 'recorded-reload', source: 'p.json' } } as const;
    assert.doesNotMatch(verdictWords(reload, false, 0).title, /original/);
  });
  it('counts no output that the original lacks', () => {
    const extra = { ...match, outputs: [output, { ...output, onlyInReload: true }] };
    assert.match(verdictWords(extra, false, 0).text, /1 output, 256 values/);
  });
});

describe('warmup records', () => {
  const records = [{ record: 9, signature: 'serving_default', outcome: 'different' }] as const;
  const figures = { count: 2, mismatched: 1, maxAbs: 0.5 };
  const report: VerifyReport = {
    ...match,
    original: { kind: 'warmup', source: 'assets.extra/tf_serving_warmup_requests' },
    records: records.map((record) => ({ ...record, ...figures })),
  };
  it('are counted in the text, and claimed once', () => {
    const different = {
      ...report,
      verdict: 'different',
      reason:
        'The reloaded model does not predict what its warmup records say: in record 9, y differs.',
    } as const;
    const { title, text } = verdictWords(different, false, 0);
    assert.equal(
      title,
      'Different: the reloaded model does not predict what its warmup records say',
    );
    assert.equal(text, 'In record 9, y differs.');
  });
  it('that cannot be used do not mean that the model gave no prediction', () => {
    const { title } = verdictWords({ ...report, verdict: 'cannot-run' }, false, 0);
    assert.equal(title, 'Cannot run: not every warmup record can be used');
  });
});

it('a difference leads with the figures', () => {
  const different: VerifyReport = {
    ...match,
    verdict: 'different',
    outputs: [
      { ...output, bitIdentical: false, mismatched: 7, maxAbs: 0.0312 },
      { ...output, name: 'z', problem: 'missing in the reload' },
    ],
  };
  assert.equal(
    verdictWords(different, false, 0).text,
    'z: missing in the reload. 7 of 256 values in y differ, by up to 0.031.',
  );
});

it('a verdict on other bytes is neutral, whatever it was', () => {
  const words = verdictWords(match, true, 0);
  assert.deepEqual([words.tone, words.word], ['neutral', 'Changed']);
});

it('a model that cannot run says why and what to do', () => {
  const stuck: VerifyReport = {
    ...match,
    verdict: 'cannot-run',
    reason: 'Op X is not registered.',
    advice: 'Install it.',
  };
  assert.equal(verdictWords(stuck, false, 0).text, 'Op X is not registered. Install it.');
});

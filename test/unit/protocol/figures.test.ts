import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as figures from '../../../src/protocol/figures.ts';

describe('plural', () => {
  it('has one of one', () => assert.equal(figures.plural(1, 'tensor'), '1 tensor'));
  it('writes counts in full', () =>
    assert.equal(figures.plural(48_130, 'tensor'), '48,130 tensors'));
});

describe('bytes', () => {
  const cases: readonly [number, string][] = [
    [0, '0 B'],
    [260, '260 B'],
    [1023, '1,023 B'],
    [1024, '1 KB'],
    [64_000, '62.5 KB'],
    [128_000, '125 KB'],
    [192_520, '188 KB'],
    // One short of a megabyte is not "1024 KB".
    [1024 ** 2 - 1, '1 MB'],
    [1.2 * 1024 ** 3, '1.2 GB'],
    [9.996 * 1024 ** 2, '10 MB'],
  ];
  for (const [value, text] of cases)
    it(`writes ${value} as ${text}`, () => assert.equal(figures.bytes(value), text));
});

describe('share', () => {
  it('has one decimal', () => assert.equal(figures.share(32_000, 48_130), '66.5 %'));
  it('never makes something nothing', () => assert.equal(figures.share(1, 1e6), '< 0.1 %'));
  it('never makes a part the whole', () => assert.equal(figures.share(999_999, 1e6), '> 99.9 %'));
  it('says zero and all plainly', () => {
    assert.equal(figures.share(0, 5), '0 %');
    assert.equal(figures.share(5, 5), '100 %');
  });
  it('does not apply to nothing', () => assert.equal(figures.share(0, 0), '–'));
});

describe('shapes', () => {
  it('tells a stored one from a stated one', () => {
    assert.equal(figures.storedShape([500, 32]), '500 × 32');
    assert.equal(figures.statedShape([null, 32]), '(?, 32)');
  });
  it('says scalar for rank 0 and any shape for no rank', () => {
    assert.equal(figures.storedShape([]), 'scalar');
    assert.equal(figures.statedShape([]), 'scalar');
    assert.equal(figures.statedShape(null), 'any shape');
  });
});

describe('duration', () => {
  it('picks the unit', () => {
    assert.equal(figures.duration(119.6), '120 ms');
    assert.equal(figures.duration(1900), '1.9 s');
    assert.equal(figures.duration(125_000), '2 min 5 s');
  });
});

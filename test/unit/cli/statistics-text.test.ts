import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statisticsText } from '../../../src/cli/text/statistics.ts';
import { painter } from '../../../src/cli/text/terminal.ts';
import type { TensorStatistics } from '../../../src/protocol/tensors.ts';

const page = { paint: painter({ colours: false, width: Infinity }), width: Infinity };

const kernel: TensorStatistics = {
  name: 'kernel',
  dtype: 'float32',
  shape: [2, 2],
  count: 4,
  min: -0.5,
  max: 1e-5,
  mean: 0,
  std: 0.25,
  norm: 0.5,
  zeros: 1,
  denormals: 0,
  nan: 0,
  inf: 0,
  constant: false,
  histogram: null,
  exponents: null,
  quantiles: [{ q: 0.5, value: 0.1234, error: 0.001 }],
  checksum: 'ok',
};

const text = (statistics: TensorStatistics[], checksums = false) =>
  statisticsText(statistics, [], page, checksums).split('\n');

test('a row for each tensor, and one sentence where all is finite', () => {
  assert.deepEqual(text([kernel]), [
    'Name    Dtype    Shape      Min     Max  Mean     Std  Median    Norm  Zeros',
    'kernel  float32  2 × 2  -0.5000  1.0e-5     0  0.2500    0.12  0.5000      1',
    '',
    'No NaN and no infinity.',
  ]);
});

test('NaN and infinities have columns as soon as there is one', () => {
  const lines = text([kernel, { ...kernel, name: 'b', nan: 3 }]);
  assert.match(lines[0] ?? '', /Zeros {2}NaN {2}Inf$/);
  assert.match(lines[2] ?? '', /^b .* 1 {4}3 {4}0$/);
  assert.equal(lines.length, 3);
});

test('what was not computed is a dash, and one value has no deviation', () => {
  const none = {
    ...{ min: null, max: null, mean: null, std: null, norm: null, quantiles: null },
    ...{ zeros: null, denormals: null, nan: null, inf: null },
  };
  assert.match(text([{ ...kernel, ...none, dtype: 'string' }])[1] ?? '', /(?: +–){7}$/);
  assert.match(
    text([{ ...kernel, count: 1, shape: [], std: 0 }])[1] ?? '',
    /0 +– +0\.12 +0\.5000 +1$/,
  );
});

test('denormal numbers have a column where there are some', () => {
  const lines = text([kernel, { ...kernel, denormals: 12 }]);
  assert.match(lines[0] ?? '', /Zeros {2}Denormal$/);
  assert.match(lines[2] ?? '', / 1 +12$/);
});

test('a median that is exact has all of its digits', () => {
  const exact = { ...kernel, quantiles: [{ q: 0.5, value: 0.12345, error: 0 }] };
  assert.match(text([exact])[1] ?? '', / 0\.1235 /);
});

test('int64 stays whole, however large', () => {
  const counter = { ...kernel, dtype: 'int64', min: 120, max: '9223372036854775807' };
  assert.match(text([counter])[1] ?? '', /int64 +2 × 2 +120 +9223372036854775807 /);
});

test('damage is told beneath, checksums asked for or not', () => {
  const lines = text([
    { ...kernel, checksum: 'mismatch' },
    { ...kernel, name: 'bias', checksum: 'none', damage: 'Its shard is missing.' },
  ]);
  assert.ok(lines.some((line) => line.startsWith('✗ kernel does not match its checksum')));
  assert.ok(lines.includes('✗ bias: Its shard is missing.'));
  assert.match(text([kernel], true)[0] ?? '', /Checksum$/);
  assert.match(text([kernel], true)[1] ?? '', /ok$/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sliceKey } from '../../../../src/codec/tensor-slices/slice-key.ts';

const key = (
  name: string,
  extents: readonly (readonly [number | bigint, number | bigint])[],
): string =>
  Buffer.from(
    sliceKey(
      new TextEncoder().encode(name),
      extents.map(([start, length]) => ({ start: BigInt(start), length: BigInt(length) })),
    ),
  ).toString('hex');

test('keys as TensorFlow 2.19.1 wrote them', () => {
  // tf.raw_ops.SaveV2 with names v, w and shape_and_slices '10 4 0,5:-', '7 6 5 4,3:0,6:2,3'.
  assert.equal(
    key('v', [
      [0, 5],
      [0, -1],
    ]),
    '00760001' + '0102' + '8085' + '807f',
  );
  assert.equal(
    key('w', [
      [4, 3],
      [0, 6],
      [2, 3],
    ]),
    '00770001' + '0103' + '8483' + '8086' + '8283',
  );
});

test('numbers grow by a byte at 64, 8192, …', () => {
  const start = (value: number | bigint): string =>
    key('', [[value, 0]]).slice('0000010101'.length, -2);
  assert.equal(start(63), 'bf');
  assert.equal(start(64), 'c040');
  assert.equal(start(8191), 'dfff');
  assert.equal(start(8192), 'e02000');
  assert.equal(start(2n ** 31n), 'f880000000');
  assert.equal(start(2n ** 55n), 'ff8080000000000000');
  assert.equal(start(2n ** 62n), 'ffc04000000000000000');
});

test('bytes that end or escape strings are escaped', () => {
  assert.equal(key('a\u0000b', [[0, 1]]), '00' + '6100ff62' + '0001' + '0101' + '8081');
});

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { float32s, uint32s, uint8s } from '../../../webview/state/numbers.ts';

const base64 = (numbers: Float32Array | Uint32Array | Uint8Array): string =>
  Buffer.from(numbers.buffer).toString('base64');

it('reads what was written, bit by bit', () => {
  const floats = Float32Array.of(0, -0, 1.5, NaN, Infinity, 1e-40);
  assert.deepEqual(float32s(base64(floats)), floats);
  const whole = Uint32Array.of(0, 1, 0xffff_ffff);
  assert.deepEqual(uint32s(base64(whole)), whole);
  const bytes = Uint8Array.of(0, 255, 7);
  assert.deepEqual(uint8s(base64(bytes)), bytes);
  assert.equal(float32s('').length, 0);
});

it('leaves out a number that is not all there', () => {
  assert.deepEqual(float32s(base64(Uint8Array.of(0, 0, 128, 63, 9))), Float32Array.of(1));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeUtf8, jsonText, visibleBytes } from '../../../src/core/text.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

test('UTF-8 is text and everything else keeps its bytes', () => {
  assert.equal(jsonText(new TextEncoder().encode('Grün')), 'Grün');
  assert.deepEqual(jsonText(bytes(0xff, 0x00)), { base64: '/wA=' });
  assert.deepEqual(jsonText(bytes(0xc0, 0x80)), { base64: 'wIA=' }, 'an overlong form is no UTF-8');
  const large = new Uint8Array(100_000).fill(0x80);
  assert.deepEqual(jsonText(large), { base64: Buffer.from(large).toString('base64') });
});

test('a leading byte order mark is part of the text', () => {
  assert.equal(decodeUtf8(bytes(0xef, 0xbb, 0xbf, 0x61)), '\ufeffa');
});

test('bytes that are no text are shown one by one', () => {
  assert.equal(visibleBytes(bytes(0x61, 0xff, 0x00)), 'a\\xff\\x00');
  assert.equal(visibleBytes(new TextEncoder().encode('ok')), 'ok');
});

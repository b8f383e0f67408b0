import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeUtf8Prefix } from '../../../src/server/text-preview.ts';

const text = 'aé€😀';
const bytes = new TextEncoder().encode(text);

test('a cut never shows half a character', () => {
  const whole = Array.from(text).map((character) => new TextEncoder().encode(character).length);
  for (let length = 0; length <= bytes.length; length++) {
    let fitting = 0;
    let used = 0;
    for (const size of whole) {
      if (used + size > length) break;
      used += size;
      fitting++;
    }
    const expected = Array.from(text).slice(0, fitting).join('');
    assert.equal(decodeUtf8Prefix(bytes.subarray(0, length), true), expected);
  }
});

test('bytes that are no text are null', () => {
  assert.equal(decodeUtf8Prefix(Uint8Array.of(0x61, 0, 0x62), false), null);
  assert.equal(decodeUtf8Prefix(Uint8Array.of(0x61, 0xff, 0x62), true), null);
  assert.equal(decodeUtf8Prefix(bytes.subarray(0, 2), false), null);
});

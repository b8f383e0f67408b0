import { snappyCompress } from 'hysnappy';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uncompressSnappy } from '../../../../src/codec/snappy/uncompress.ts';
import { limits } from '../../../../src/protocol/limits.ts';
import { failsWith } from '../../../support/errors.ts';
import { varint } from '../../../support/table-writer.ts';

const place = { format: 'tf-checkpoint', path: '/m/ckpt.index', what: 'a block', offset: 7 };

test('what was compressed comes back', () => {
  const text = new TextEncoder().encode('variables/0/.ATTRIBUTES/VARIABLE_VALUE'.repeat(500));
  assert.deepEqual(uncompressSnappy(snappyCompress(text), place), text);
  assert.deepEqual(uncompressSnappy(Uint8Array.of(0), place), new Uint8Array(0));
});

test('a stated size is not believed', () => {
  const over = Uint8Array.from([...varint(limits.snappyBytes + 1), 0]);
  assert.throws(() => uncompressSnappy(over, place), failsWith('limit-exceeded', /67108865 bytes/));
  const impossible = Uint8Array.from([...varint(60_000_000), 0, 0x61]);
  assert.throws(() => uncompressSnappy(impossible, place), failsWith('malformed', /cannot reach/));
});

test('no flipped or missing byte gets through as another length, and none throws anything else', () => {
  const text = new TextEncoder().encode('abcabcabcabcabcabcabcabc, a bit of text, abcabcabcabc');
  const compressed = snappyCompress(text);
  for (let at = 0; at < compressed.length; at++) {
    for (const changed of [
      compressed.with(at, (compressed[at] ?? 0) ^ 0xff),
      compressed.subarray(0, at),
    ]) {
      try {
        const stated = changed[0] ?? 0;
        assert.equal(uncompressSnappy(changed, place).length, stated);
      } catch (error) {
        failsWith(
          error instanceof Error && /truncated|announces/.test(error.message)
            ? 'truncated'
            : 'malformed',
          /ckpt/,
        )(error);
      }
    }
  }
});

test('a copy from before the beginning is refused', () => {
  // Four bytes: a literal of one, then a copy of three from 200 bytes back.
  const crafted = Uint8Array.of(4, 0x00, 0x61, 0x0a, 200, 0);
  assert.throws(() => uncompressSnappy(crafted, place), failsWith('malformed', /not what Snappy/));
});

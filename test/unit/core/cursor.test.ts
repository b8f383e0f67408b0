import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cursor } from '../../../src/core/cursor.ts';
import { failsWith } from '../../support/errors.ts';

function over(...bytes: number[]): Cursor {
  const place = { format: 'tf-checkpoint', path: '/m/ckpt.index', what: 'the footer', offset: 100 };
  return new Cursor(Uint8Array.from(bytes), place);
}

test('numbers are read in the byte order that is asked for', () => {
  assert.equal(over(1, 2, 3, 4).uint32(), 0x04030201);
  assert.equal(over(1, 2, 3, 4).uint32(false), 0x01020304);
  assert.equal(over(1, 0, 0, 0, 0, 0, 0, 0x80).uint64(), 0x8000000000000001n);
});

test('varints of every length are exact', () => {
  assert.equal(over(0x00).varint32(), 0);
  assert.equal(over(0xac, 0x02).varint32(), 300);
  assert.equal(over(0xff, 0xff, 0xff, 0xff, 0x0f).varint32(), 0xffffffff);
  assert.equal(over(0xac, 0x02).varint64(), 300n);
  for (const value of [2n ** 32n, 2n ** 49n - 1n, 2n ** 49n, 2n ** 53n + 1n, 2n ** 64n - 1n]) {
    const bytes: number[] = [];
    for (let rest = value; ; rest >>= 7n) {
      if (rest < 0x80n) {
        bytes.push(Number(rest));
        break;
      }
      bytes.push(Number(rest & 0x7fn) | 0x80);
    }
    assert.equal(over(...bytes).varint64(), value);
  }
});

test('a varint that is too long is refused', () => {
  assert.throws(
    () => over(0xff, 0xff, 0xff, 0xff, 0x1f).varint32(),
    failsWith('malformed', /longer than 32 bits/),
  );
  assert.throws(
    () => over(...new Array<number>(9).fill(0xff), 0x02).varint64(),
    failsWith('malformed', /longer than 64 bits/),
  );
  assert.throws(
    () => over(...new Array<number>(11).fill(0xff)).varint64(),
    failsWith('malformed', /longer than 64 bits/),
  );
});

test('nothing is read past the end, and the error says where', () => {
  const cursor = over(1, 2, 3);
  cursor.uint8();
  assert.throws(
    () => cursor.take(3),
    failsWith('truncated', /ckpt\.index.*3 bytes at byte 101 and has 2/),
  );
  assert.equal(cursor.position, 1, 'a failed read does not move');
  assert.throws(() => over(0x80).varint32(), failsWith('truncated', /byte 101/));
});

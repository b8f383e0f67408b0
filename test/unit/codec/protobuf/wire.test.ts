import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fields, wireBudget } from '../../../../src/codec/protobuf/wire.ts';
import { limits } from '../../../../src/protocol/limits.ts';
import { failsWith } from '../../../support/errors.ts';
import { concat, field, tag, varint } from './bytes.ts';

const place = { format: 'saved-model', path: '/m/saved_model.pb' };

function walk(bytes: Uint8Array | readonly number[], offset = 0): unknown[] {
  return [...fields(Uint8Array.from(bytes), { ...place, offset })].map((each) => [
    each.number,
    each.type,
    each.type === 2 ? Buffer.from(each.bytes).toString() : each.value,
    each.offset,
  ]);
}

describe('fields', () => {
  test('yields each wire type with its bits and its place in the file', () => {
    const message = concat(
      [...tag(1, 0), ...varint(2n ** 64n - 1n)],
      field(2, Buffer.from('abc')),
      [...tag(3, 5), 1, 0, 0, 128],
      [...tag(16, 1), 0, 0, 0, 0, 0, 0, 0, 1],
    );
    assert.deepEqual(walk(message, 100), [
      [1, 0, 2n ** 64n - 1n, 101],
      [2, 2, 'abc', 113],
      [3, 5, 0x80000001n, 117],
      [16, 1, 2n ** 56n, 123],
    ]);
  });

  test('takes every size of varint', () => {
    for (let bits = 0n; bits < 64n; bits++) {
      const value = 2n ** bits;
      assert.deepEqual(walk([...tag(1, 0), ...varint(value)]), [[1, 0, value, 1]]);
    }
  });

  test('yields content without copying it', () => {
    const message = field(1, Buffer.from('abc'));
    const [only] = fields(message, place);
    assert.equal(only?.bytes.buffer, message.buffer);
  });

  test('a stated length beyond the end is refused before anything is allocated', () => {
    assert.throws(
      () => walk([...tag(1, 2), ...varint(2n ** 62n), 1, 2, 3]),
      failsWith('truncated', /saved_model\.pb is damaged at byte 10: .*4611686018427387904 bytes/),
    );
  });

  test('a message cut anywhere is truncated or shorter, and never anything else', () => {
    const message = concat([...tag(1, 0), ...varint(300)], field(2, Buffer.from('abc')), [
      ...tag(3, 1),
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      8,
    ]);
    const whole = [3, 8, 17];
    for (let length = 1; length < message.length; length++) {
      const cut = message.subarray(0, length);
      if (whole.includes(length)) assert.equal(walk(cut).length, whole.indexOf(length) + 1);
      else assert.throws(() => walk(cut), failsWith('truncated', /ends|left/));
    }
  });

  test('what is no protobuf says so', () => {
    assert.throws(() => walk([0x00]), failsWith('malformed', /no field has the number 0/));
    assert.throws(() => walk([0x0f]), failsWith('malformed', /wire type 7 does not exist/));
    assert.throws(
      () => walk([...tag(1, 0), ...new Array<number>(11).fill(0xff)]),
      failsWith('malformed', /more than ten bytes/),
    );
  });

  test('groups are skipped with what is in them', () => {
    const group = [...tag(5, 3), ...tag(1, 0), 7, ...tag(6, 3), ...tag(6, 4), ...tag(5, 4)];
    assert.deepEqual(walk([...group, ...tag(2, 0), 9]), [[2, 0, 9n, group.length + 1]]);
    assert.throws(() => walk([...tag(5, 3)]), failsWith('truncated', /inside a group/));
    assert.throws(() => walk([...tag(5, 4)]), failsWith('malformed', /did not begin/));
    const bomb = new Uint8Array(1_000_000).fill(tag(1, 3)[0] ?? 0);
    assert.throws(() => walk(bomb), failsWith('limit-exceeded', /nest too deep/));
  });

  test('a budget is shared by all walks it is given to', () => {
    const budget = wireBudget();
    assert.equal(budget.elements, limits.protobufElements);
    budget.elements = 3;
    const message = Uint8Array.from([...tag(1, 0), 1, ...tag(1, 0), 1]);
    assert.equal([...fields(message, place, budget)].length, 2);
    assert.throws(
      () => [...fields(message, place, budget)],
      failsWith('limit-exceeded', /too many fields/),
    );
  });
});

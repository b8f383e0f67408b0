import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FieldCursor } from '../../../../src/codec/protobuf/field-cursor.ts';
import { fields, wireBudget } from '../../../../src/codec/protobuf/wire.ts';
import { failsWith } from '../../../support/errors.ts';
import { concat, field, tag, varint } from './bytes.ts';

const place = { format: 'saved-model', path: '/m/saved_model.pb' };

function cursorOf(bytes: Uint8Array, { clips = false, elements = 1000 } = {}): FieldCursor {
  const span = { start: 0, end: bytes.length };
  return new FieldCursor(Buffer.from(bytes), { place, budget: { elements } }, span, clips);
}

function all(bytes: Uint8Array, clips = false) {
  const cursor = cursorOf(bytes, { clips });
  const found: unknown[] = [];
  while (cursor.next()) {
    const { number, type } = cursor;
    found.push([number, type, type === 0 ? cursor.value : cursor.content.toString('latin1')]);
  }
  return found;
}

const message = concat(
  [...tag(1, 0), ...varint(2n ** 64n - 1n)],
  field(2, Buffer.from('text')),
  [...tag(300, 1), 1, 2, 3, 4, 5, 6, 7, 8],
  [...tag(4, 5), 1, 2, 3, 4],
  field(5, []),
  [...tag(6, 0), ...varint(300)],
);

describe('FieldCursor', () => {
  test('comes to the same fields as a walk', () => {
    const walked = [...fields(message, place)].map(({ number, type, value, bytes }) => [
      number,
      type,
      type === 0 ? value : Buffer.from(bytes).toString('latin1'),
    ]);
    const found = all(message) as [number, number, bigint | string][];
    // A walk hands out numbers of a fixed length as numbers, and here they are the bytes that they are.
    assert.deepEqual(
      found.map(([number, type, content]) => [
        number,
        type,
        type === 1 || type === 5 ? '' : content,
      ]),
      walked,
    );
    assert.deepEqual(found[2], [300, 1, '\x01\x02\x03\x04\x05\x06\x07\x08']);
  });

  test('reads negative numbers of 32 bits', () => {
    const cursor = cursorOf(Uint8Array.from([...tag(1, 0), ...varint(2n ** 64n - 5n)]));
    assert.ok(cursor.next());
    assert.equal(cursor.int32, -5);
  });

  test('goes into messages', () => {
    const cursor = cursorOf(concat(field(9, [1]), field(3, field(2, Buffer.from('inner')))));
    assert.ok(cursor.next() && cursor.next());
    const inside = cursor.inside();
    assert.ok(inside.next());
    assert.equal(inside.content.toString(), 'inner');
    assert.equal(inside.next(), false);
  });

  test('refuses what a walk refuses', () => {
    for (const [bytes, code, sentence] of [
      [message.subarray(0, message.length - 1), 'truncated', /middle of a field/],
      [[...tag(1, 2), 9, 1], 'truncated', /states 9 bytes where 1 are left/],
      [[0], 'malformed', /no field has the number 0/],
      [[...tag(1, 3)], 'malformed', /wire type 3/],
      [[...tag(1, 0), ...Array<number>(11).fill(0x80)], 'malformed', /more than ten bytes/],
    ] as const) {
      assert.throws(() => all(Uint8Array.from(bytes)), failsWith(code, sentence));
    }
    const cursor = cursorOf(message, { elements: 2 });
    assert.throws(
      () => {
        while (cursor.next());
      },
      failsWith('limit-exceeded', /more fields than any model/),
    );
  });

  test('hands out the beginning of a message, wherever it is cut off', () => {
    for (let end = 0; end <= message.length; end++) {
      const bytes = message.subarray(0, end);
      assert.ok(all(bytes, true).length <= 6);
      const cursor = cursorOf(bytes, { clips: true });
      while (cursor.next()) assert.ok(cursor.end <= end);
    }
    const cursor = cursorOf(field(1, field(2, Buffer.from('abcdef'))).subarray(0, 7), {
      clips: true,
    });
    assert.ok(cursor.next());
    const inside = cursor.inside();
    assert.ok(inside.next());
    assert.deepEqual([inside.content.toString(), cursor.isCut, inside.isCut], ['abc', true, true]);
  });

  test('takes of the budget of its file, in messages too', () => {
    const budget = wireBudget();
    const before = budget.elements;
    const bytes = Buffer.from(field(3, field(2, Buffer.from('inner'))));
    const cursor = new FieldCursor(bytes, { place, budget }, { start: 0, end: bytes.length });
    while (cursor.next()) cursor.inside().next();
    assert.equal(before - budget.elements, 2);
  });
});

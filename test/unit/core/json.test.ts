import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseJson } from '../../../src/core/json.ts';

test('integers that a double cannot hold keep all their digits', () => {
  assert.deepEqual(parseJson('{"a": 9007199254740993, "b": [-12345678901234567890, 12]}'), {
    a: '9007199254740993',
    b: ['-12345678901234567890', 12],
  });
  assert.deepEqual(parseJson('[9007199254740991, 1000000000000000]'), [9007199254740991, 1e15]);
});

test('digits in strings, fractions and exponents stay what they are', () => {
  const text =
    '["12345678901234567890", 0.12345678901234567, 1e-0000000000000005, "\\"1234567890123456789"]';
  assert.deepEqual(parseJson(text), JSON.parse(text));
});

test("Python's words for what JSON has no number for are read", () => {
  assert.deepEqual(
    parseJson('{"loss": NaN, "best": -Infinity, "worst": Infinity, "note": "NaN"}'),
    {
      loss: 'NaN',
      best: '-Infinity',
      worst: 'Infinity',
      note: 'NaN',
    },
  );
});

test('a byte order mark is passed over', () => {
  assert.deepEqual(parseJson('\ufeff{"a": 1}'), { a: 1 });
});

test('what is no JSON is refused, and so is nesting without end', () => {
  assert.throws(() => parseJson('{"a": }'), SyntaxError);
  assert.throws(() => parseJson('{"a": "12345678901234567890'), SyntaxError);
  assert.throws(() => parseJson('['.repeat(1_000_000)), /nests deeper than 256/);
  assert.deepEqual(parseJson(`"${'['.repeat(1000)}"`), '['.repeat(1000));
});

test('a string of megabytes beside a long integer is no trouble', () => {
  const long = 'x'.repeat(5_000_000);
  assert.deepEqual(parseJson(`["${long}\\n", 12345678901234567890]`), [
    `${long}\n`,
    '12345678901234567890',
  ]);
});

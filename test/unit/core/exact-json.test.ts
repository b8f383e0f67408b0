import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../../../src/protocol/limits.ts';
import { JsonError, parseExactJson } from '../../../src/core/exact-json.ts';
import { randomNumbers } from '../verify/random.ts';

test('integers of any size come back digit by digit', () => {
  for (const text of [
    '0',
    '-1',
    '9007199254740991',
    '9007199254740992',
    '9007199254740993',
    '-9223372036854775808',
    '18446744073709551615',
    '123456789012345678901234567890',
  ]) {
    const value = parseExactJson(text);
    assert.ok(typeof value === 'number' || typeof value === 'bigint');
    assert.equal(String(value), text);
  }
});

test('beyond ±2^53 an integer is a bigint, below a number', () => {
  assert.equal(parseExactJson('9007199254740991'), 9007199254740991);
  assert.equal(parseExactJson('9007199254740993'), 9007199254740993n);
});

test('numbers are the nearest doubles, and -0 keeps its sign', () => {
  assert.deepEqual(parseExactJson('[0.1, 1e300, -2.5E-3, 1e400, -0, -0.0]'), [
    0.1,
    1e300,
    -0.0025,
    Infinity,
    -0,
    -0,
  ]);
});

test("Python's bare words are numbers", () => {
  assert.deepEqual(parseExactJson('[NaN, Infinity, -Infinity]'), [NaN, Infinity, -Infinity]);
});

test('whatever JSON.stringify writes reads back as JSON.parse reads it', () => {
  const { integer, float } = randomNumbers(7);
  const make = (depth: number): unknown => {
    switch (integer(depth > 4 ? 5 : 7)) {
      case 0:
        return null;
      case 1:
        return integer(2) === 0;
      case 2:
        return float();
      case 3:
        return integer(1000) - 500;
      case 4:
        return String.fromCharCode(...Array.from({ length: integer(6) }, () => integer(0x3000)));
      case 5:
        return Array.from({ length: integer(4) }, () => make(depth + 1));
      default:
        return Object.fromEntries(
          Array.from({ length: integer(4) }, (_, key) => [`k"${String(key)}\\`, make(depth + 1)]),
        );
    }
  };
  for (let round = 0; round < 500; round++) {
    const text = JSON.stringify(make(0), null, round % 3);
    assert.deepEqual(plain(parseExactJson(text)), JSON.parse(text), text);
  }
});

test('what is no JSON is refused, with the place', () => {
  const cases: [text: string, message: RegExp][] = [
    ['', /line 1, column 1: the text ends here/],
    ['{"a": 1,}', /line 1, column 9: a key in quotes is missing/],
    ['[1 2]', /line 1, column 4: "," or "\]" is missing/],
    ['{"a"\n 1}', /line 2, column 2: ":" is missing/],
    ['[01]', /column 3: "," or "\]" is missing/],
    ['[1.]', /"," or "\]" is missing/],
    ['"a', /a string that does not end/],
    ['"a\nb"', /a string that does not end/],
    ['"\\x41"', /an escape that JSON does not have/],
    ['{"a": 1, "a": 2}', /the key "a" is here twice/],
    ['[1] 2', /goes on after its end/],
    ["{'a': 1}", /a key in quotes is missing/],
    ['undefined', /"u" is not expected here/],
  ];
  for (const [text, message] of cases) {
    assert.throws(
      () => parseExactJson(text),
      (error) => error instanceof JsonError && message.test(error.message),
      text,
    );
  }
});

test('nesting has a limit, and far deeper text does not overflow the stack', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  assert.ok(parseExactJson(nested(limits.jsonDepth)));
  assert.throws(() => parseExactJson(nested(limits.jsonDepth + 2)), /deeper than 256 levels/);
  assert.throws(() => parseExactJson(nested(1_000_000)), /deeper than 256 levels/);
});

test('text that is long in one way or another takes no longer than reading it', () => {
  const refused: readonly (readonly [string, RegExp])[] = [
    [`"${'\\n'.repeat(5_000_000)}`, /column 1: a string that does not end/],
    ['9'.repeat(5_000_000), /column 5000001: a number of 5000000 digits/],
    [`[${'{},'.repeat(3_000_000)}1]`, /it holds more values than are read/],
    [`${'\n'.repeat(20_000_000)}x`, /line 20000001, column 1: "x" is not expected/],
    [`{"${'k'.repeat(20_000)}": 1}`, /column 20004: a key that is too long/],
    [`{"${'k'.repeat(9000)}": 1, "${'k'.repeat(9000)}": 2}`, /the key "k{80}…k{119}" is here/],
  ];
  const start = performance.now();
  const escapes = '\\n'.repeat(5_000_000);
  assert.equal(parseExactJson(`"${escapes}"`), '\n'.repeat(5_000_000));
  for (const [text, message] of refused) assert.throws(() => parseExactJson(text), message);
  assert.ok(performance.now() - start < 20_000);
});

test('keys that mean something to JavaScript are keys like any other', () => {
  const json = parseExactJson('{"__proto__": 1, "constructor": 2}');
  assert.deepEqual(
    json,
    new Map([
      ['__proto__', 1],
      ['constructor', 2],
    ]),
  );
});

function plain(value: unknown): unknown {
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, each]) => [key, plain(each)]));
  }
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === 'bigint' ? Number(value) : value;
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dtypes } from '../../../src/core/dtypes.ts';
import type { RawTensor } from '../../../src/protocol/runner.ts';
import { decodeTensor } from '../../../src/verify/decode.ts';
import { encodeTensor } from '../../../src/verify/encode.ts';
import { parseExactJson, type ExactJson } from '../../../src/core/exact-json.ts';
import { predictionText } from '../../../src/verify/prediction-file.ts';
import { readNumbers } from '../../../src/core/values.ts';
import { failsWith } from '../../support/errors.ts';
import { randomNumbers } from './random.ts';

function encode(text: string): RawTensor {
  return encodeTensor(parseExactJson(text), 'inputs.x');
}

function encodeBytes(text: string): number[] {
  const tensor = encode(text);
  assert.equal(tensor.kind, 'numbers');
  return [...(tensor as { bytes: Uint8Array }).bytes];
}

/** Through the text of a file and back. */
function roundTrip(tensor: RawTensor): RawTensor {
  const text = predictionText({ inputs: { x: decodeTensor(tensor) }, outputs: {} });
  const file = parseExactJson(text) as ReadonlyMap<string, ReadonlyMap<string, ExactJson>>;
  return encodeTensor(file.get('inputs')?.get('x'), 'inputs.x');
}

const held = dtypes.filter(({ bytes }) => bytes > 0);

for (const { name, kind, bytes } of held) {
  test(`any ${name} reads back to the same bits from its own text`, () => {
    const random = randomNumbers(bytes * 31 + name.length);
    for (const shape of [[], [5], [3, 2], [2, 0, 3], [64, 8]]) {
      const count = shape.reduce((product, size) => product * size, 1);
      const any = random.bytes(count * bytes);
      const raw = kind === 'bool' ? any.map((byte) => byte & 1) : any;
      // Booleans and the integers below a byte hold fewer values than their byte.

      const bits = /^u?int([24])$/.exec(name)?.[1];
      const tensor: RawTensor = {
        kind: 'numbers',
        dtype: name,
        shape,
        bytes: bits === undefined ? raw : normalized(name, raw),
      };
      const back = roundTrip(tensor);
      assert.deepEqual(back.shape, shape);
      assert.equal(back.dtype, name);
      assert.ok(back.kind === 'numbers');
      sameBitsButNaN(tensor, back);
    }
  });
}

test('extremes and zeros with a sign come back', () => {
  for (const text of [
    '{"dtype":"float64","shape":[4],"values":[5e-324,1.7976931348623157e308,-0.0,0]}',
    '{"dtype":"float32","shape":[3],"values":[1e-45,3.4028235e38,-0.0]}',
    '{"dtype":"int64","shape":[2],"values":[-9223372036854775808,"9223372036854775807"]}',
    '{"dtype":"uint64","shape":[1],"values":[18446744073709551615]}',
    '{"dtype":"float16","shape":[3],"values":[65504,6e-8,-0.0]}',
  ]) {
    const tensor = encode(text);
    assert.deepEqual(roundTrip(tensor), tensor, text);
  }
});

test('the text of a float32 is the short one', () => {
  const tensor = encode('{"dtype":"float32","shape":[2],"values":[0.1,0.83127654]}');
  assert.deepEqual(decodeTensor(tensor).values, [0.1, 0.83127654]);
});

test('strings are bytes: text where they are UTF-8, else base64', () => {
  const tensor = encode(
    '{"dtype":"string","shape":[2,2],"values":[["a","東京"],[{"base64":"/wD+"},""]]}',
  );
  assert.ok(tensor.kind === 'strings');
  assert.deepEqual(tensor.values[2], Uint8Array.of(255, 0, 254));
  assert.deepEqual(decodeTensor(tensor).values, [
    ['a', '東京'],
    [{ base64: '/wD+' }, ''],
  ]);
  assert.deepEqual(roundTrip(tensor), tensor);
});

test('values may be nested or flat, and a scalar may stand alone', () => {
  const nested = encodeBytes('{"dtype":"uint8","shape":[2,2],"values":[[1,2],[3,4]]}');
  assert.deepEqual(nested, [1, 2, 3, 4]);
  assert.deepEqual(encodeBytes('{"dtype":"uint8","shape":[2,2],"values":[1,2,3,4]}'), nested);
  assert.deepEqual(encodeBytes('{"dtype":"uint8","shape":[],"values":7}'), [7]);
  assert.deepEqual(encodeBytes('{"dtype":"uint8","shape":[],"values":[7]}'), [7]);
  assert.deepEqual(encodeBytes('{"dtype":"uint8","shape":[0,3],"values":[]}'), []);
});

test('complex numbers are pairs, nested or flat', () => {
  const flat = '{"dtype":"complex64","shape":[2,1],"values":[[1,2],["NaN","-Infinity"]]}';
  const nested = '{"dtype":"complex64","shape":[2,1],"values":[[[1,2]],[["NaN","-Infinity"]]]}';
  assert.deepEqual(encode(flat), encode(nested));
  assert.deepEqual(encodeBytes('{"dtype":"complex64","shape":[],"values":[1,-1]}'), [
    ...[0, 0, 128, 63],
    ...[0, 0, 128, 191],
  ]);
});

test('decimal numbers go to the nearest value of a small float, ties to even', () => {
  const half = (value: number): number => {
    const [low = 0, high = 0] = encodeBytes(
      `{"dtype":"float16","shape":[1],"values":[${String(value)}]}`,
    );
    return low | (high << 8);
  };
  assert.equal(half(1), 0x3c00);
  assert.equal(half(1 + 2 ** -11), 0x3c00); // half-way between 0x3c00 and 0x3c01
  assert.equal(half(1 + 3 * 2 ** -11), 0x3c02); // half-way between 0x3c01 and 0x3c02
  assert.equal(half(1 + 2 ** -11 + 2 ** -30), 0x3c01);
  assert.equal(half(65519), 0x7bff);
  assert.equal(half(2 ** -25), 0);
  assert.equal(half(-(2 ** -24)), 0x8001);
});

const refused: [text: string, message: RegExp][] = [
  ['[1]', /inputs\.x: must be an object with "dtype", "shape" and "values"/],
  ['{"dtype":"float33","shape":[],"values":1}', /inputs\.x\.dtype: "float33" is no dtype/],
  ['{"dtype":"resource","shape":[],"values":1}', /"resource" is no dtype that holds values/],
  ['{"dtype":"int32","shape":2,"values":1}', /inputs\.x\.shape: must be a list of sizes/],
  ['{"dtype":"int32","shape":[-1],"values":[1]}', /dimension -1 is negative/],
  ['{"dtype":"int32","shape":[9007199254740993,4],"values":[1]}', /beyond 2\^53/],
  ['{"dtype":"int32","shape":[2]}', /inputs\.x: has no "values"/],
  ['{"dtype":"int32","shape":[3],"values":[1,2]}', /shape \[3\] needs 3 values, and there are 2/],
  ['{"dtype":"int32","shape":[1],"values":[1,2]}', /needs 1 value, and there are more/],
  ['{"dtype":"int32","shape":[1000000000000],"values":[1]}', /needs 1000000000000 values/],
  [
    '{"dtype":"int32","shape":[2,2],"values":[[1,2],[3]]}',
    /inputs\.x\.values\[1\]: the shape asks for 2 items, and 1 are here/,
  ],
  ['{"dtype":"int32","shape":[2,2],"values":[[[1]]]}', /nested 3 deep and the shape \[2, 2\]/],
  [
    '{"dtype":"int8","shape":[2],"values":[0,200]}',
    /values\[1\]: 200 is outside int8 \(-128 … 127\)/,
  ],
  ['{"dtype":"uint8","shape":[1],"values":[-1]}', /-1 is outside uint8/],
  ['{"dtype":"int64","shape":[1],"values":[9223372036854775808]}', /outside int64/],
  ['{"dtype":"int64","shape":[1],"values":[1e19]}', /may have lost digits/],
  ['{"dtype":"int32","shape":[1],"values":[1.5]}', /1\.5 is no integer/],
  ['{"dtype":"int32","shape":[1],"values":[true]}', /true is no integer/],
  ['{"dtype":"bool","shape":[1],"values":[1]}', /1 is neither true nor false/],
  ['{"dtype":"float32","shape":[1],"values":["abc"]}', /"abc" is no float32/],
  ['{"dtype":"float32","shape":[1],"values":[null]}', /null is no float32/],
  ['{"dtype":"float32","shape":[1],"values":[1e39]}', /1e\+39 is beyond what float32 can hold/],
  ['{"dtype":"float16","shape":[1],"values":[65520]}', /beyond what float16 can hold/],
  ['{"dtype":"float8_e4m3fn","shape":[1],"values":["Infinity"]}', /beyond what float8_e4m3fn/],
  ['{"dtype":"complex64","shape":[1],"values":[1]}', /no pair of real and imaginary part/],
  ['{"dtype":"string","shape":[1],"values":[1]}', /1 is no string; bytes are/],
  ['{"dtype":"string","shape":[1],"values":[{"base64":"*"}]}', /an object is no string/],
];

for (const [text, message] of refused) {
  test(`refused: ${text}`, () => {
    assert.throws(() => encode(text), failsWith('malformed', message));
  });
}

function normalized(dtype: string, raw: Uint8Array): Uint8Array {
  return Uint8Array.from(readNumbers(dtype, raw) as Float64Array, (value) => value & 0xff);
}

function sameBitsButNaN(a: RawTensor, b: RawTensor): void {
  assert.ok(a.kind === 'numbers' && b.kind === 'numbers');
  const numbers = readNumbers(a.dtype, a.bytes);
  assert.equal(a.bytes.length, b.bytes.length);
  const size = numbers.length === 0 ? 1 : a.bytes.length / numbers.length;
  for (const [index, value] of numbers.entries()) {
    if (Number.isNaN(value)) continue; // only that it is one is kept
    const range = [index * size, (index + 1) * size] as const;
    assert.deepEqual(b.bytes.subarray(...range), a.bytes.subarray(...range), String(value));
  }
}

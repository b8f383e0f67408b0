import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dtypes } from '../../../src/core/dtypes.ts';
import { smallFloatTable } from '../../../src/core/floats.ts';
import { formatElement, readNumbers } from '../../../src/core/values.ts';
import type { Notation } from '../../../src/protocol/tensors.ts';
import { failsWith } from '../../support/errors.ts';

function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function float32Text(value: number, notation: Notation): string {
  return formatElement('float32', bytesOf(Float32Array.of(value)), 0, notation);
}

test('exact float32 is the shortest text that reads back to the same bits', () => {
  const shortest: readonly [number, string][] = [
    [0.1, '0.1'],
    [1 / 3, '0.33333334'],
    [16_777_216, '16777216'],
    [3.4028234663852886e38, '3.4028235e+38'],
    [1.401298464324817e-45, '1e-45'],
    [-0, '-0'],
    [NaN, 'NaN'],
    [-Infinity, '-Infinity'],
  ];
  for (const [value, text] of shortest) assert.equal(float32Text(value, 'exact'), text);
});

test('exact float32 reads back for random bits and for every power of two', () => {
  const check = (bits: number): void => {
    const word = Uint32Array.of(bits);
    const value = new Float32Array(word.buffer)[0] ?? NaN;
    const text = formatElement('float32', bytesOf(word), 0, 'exact');
    assert.ok(Object.is(Math.fround(Number(text)), value), `${text} for bits ${bits.toString(16)}`);
    if (!Number.isFinite(value) || value === 0) return;
    // One digit fewer, rounded either way, is another number.
    const digits = text
      .replace(/e.*$/, '')
      .replace(/[-.]|^0\.0*/g, '')
      .replace(/^0+|0+$/g, '').length;
    if (digits > 1) {
      assert.notEqual(Math.fround(Number(value.toPrecision(digits - 1))), value, text);
    }
  };
  let random = 12345;
  for (let round = 0; round < 20_000; round++) {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    check(random);
  }
  for (let exponent = 0; exponent < 256; exponent++) check(exponent << 23);
});

test('exact text of every small float reads back to its value', () => {
  for (const { name, bytes } of dtypes) {
    const table = smallFloatTable(name);
    if (!table) continue;
    for (let bits = 0; bits < table.length; bits += bytes === 2 ? 7 : 1) {
      const value: number = table[bits] ?? NaN;
      const raw = bytes === 2 ? bytesOf(Uint16Array.of(bits)) : Uint8Array.of(bits);
      const text = formatElement(name, raw, 0, 'exact');
      if (!Number.isFinite(value)) {
        assert.equal(text, String(value));
        continue;
      }
      // What the text means in this format is the nearest of its values.
      const distance = Math.abs(Number(text) - value);
      for (const neighbour of [table[bits - 1] ?? NaN, table[bits + 1] ?? NaN]) {
        assert.ok(!(Math.abs(Number(text) - neighbour) < distance), `${name} ${text}`);
      }
    }
  }
});

test('small floats decode as their formats say', () => {
  const value = (dtype: string, bits: number): number => smallFloatTable(dtype)?.[bits] ?? -1;
  assert.equal(value('float16', 0x3c00), 1);
  assert.equal(value('float16', 0x0001), 2 ** -24);
  assert.equal(value('float16', 0xfc00), -Infinity);
  assert.equal(value('bfloat16', 0x3f80), 1);
  assert.equal(value('bfloat16', 0x7f80), Infinity);
  assert.equal(value('float8_e5m2', 0x7b), 57_344);
  assert.equal(value('float8_e5m2', 0x7c), Infinity);
  assert.equal(value('float8_e4m3fn', 0x7e), 448);
  assert.ok(Number.isNaN(value('float8_e4m3fn', 0x7f)));
  assert.equal(value('float8_e4m3fnuz', 0x7f), 240);
  assert.ok(Number.isNaN(value('float8_e4m3fnuz', 0x80)));
  assert.equal(value('float8_e4m3b11fnuz', 0x7f), 30);
  assert.equal(value('float8_e5m2fnuz', 0x7f), 57_344);
});

test('decimal has four decimals, two figures below 1e-3, and a bare zero', () => {
  assert.equal(float32Text(1.23456789, 'decimal'), '1.2346');
  assert.equal(float32Text(-0.25, 'decimal'), '-0.2500');
  assert.equal(float32Text(3.4e-7, 'decimal'), '3.4e-7');
  assert.equal(float32Text(0, 'decimal'), '0');
  assert.equal(float32Text(NaN, 'decimal'), 'NaN');
  assert.equal(float32Text(1.5e20, 'decimal'), '1.5000e20');
});

test('hex is the bits, most significant first', () => {
  assert.equal(float32Text(1, 'hex'), '0x3f800000');
  assert.equal(formatElement('int16', bytesOf(Int16Array.of(-2)), 0, 'hex'), '0xfffe');
  assert.equal(
    formatElement('int64', bytesOf(BigInt64Array.of(1n)), 0, 'hex'),
    '0x0000000000000001',
  );
});

test('64-bit integers are whole', () => {
  const bytes = bytesOf(BigInt64Array.of(0n, -(2n ** 63n), 2n ** 53n + 1n));
  assert.equal(formatElement('int64', bytes, 1, 'decimal'), '-9223372036854775808');
  assert.equal(formatElement('int64', bytes, 2, 'exact'), '9007199254740993');
  assert.equal(formatElement('uint64', bytes, 1, 'decimal'), '9223372036854775808');
  assert.deepEqual(readNumbers('int64', bytes), BigInt64Array.of(0n, -(2n ** 63n), 2n ** 53n + 1n));
});

test('booleans, quantised and 4-bit integers show as TensorFlow shows them', () => {
  assert.equal(formatElement('bool', Uint8Array.of(0, 1), 1, 'decimal'), 'true');
  assert.equal(formatElement('qint8', Uint8Array.of(0xff), 0, 'decimal'), '-1');
  assert.equal(formatElement('quint8', Uint8Array.of(0xff), 0, 'decimal'), '255');
  assert.deepEqual(
    readNumbers('int4', Uint8Array.of(0x07, 0xf8, 0x0f)),
    Float64Array.of(7, -8, -1),
  );
  assert.deepEqual(readNumbers('uint4', Uint8Array.of(0x0f, 0xf1)), Float64Array.of(15, 1));
});

test('complex numbers are written with both parts', () => {
  const bytes = bytesOf(Float32Array.of(1, 2, 0.5, -0.25));
  assert.equal(formatElement('complex64', bytes, 0, 'exact'), '1+2i');
  assert.equal(formatElement('complex64', bytes, 1, 'decimal'), '0.5000-0.2500i');
  assert.equal(formatElement('complex64', bytes, 0, 'hex'), '0x3f800000+0x40000000i');
  assert.deepEqual(readNumbers('complex64', bytes), Float64Array.of(1, 2, 0.5, -0.25));
});

test('bytes of any alignment are read', () => {
  const shifted = new Uint8Array(9);
  shifted.set(bytesOf(Float64Array.of(2.5)), 1);
  assert.deepEqual(readNumbers('float64', shifted.subarray(1)), Float64Array.of(2.5));
});

test('what has no numbers says so', () => {
  assert.throws(() => readNumbers('string', new Uint8Array(4)), failsWith('unsupported', /string/));
  assert.throws(
    () => readNumbers('variant', new Uint8Array(4)),
    failsWith('unsupported', /variant/),
  );
});

import { dtypeFromName, type Dtype } from '../core/dtypes.ts';
import { AppError } from '../core/errors.ts';
import { decodeSmallFloat, smallFloats } from '../core/floats.ts';
import { checkShape } from '../core/shape.ts';
import type { DtypeName } from '../protocol/model.ts';
import type { RawTensor } from '../protocol/runner.ts';
import type { ExactJson } from '../core/exact-json.ts';
import { smallFloatEncoder } from './small-float.ts';

/**
 * A tensor of a prediction file, `{"dtype", "shape", "values"}`, as raw values.
 * @param at where it stands in the file, for the sentence of an error: `inputs.x`
 * @throws AppError `malformed` with what is wrong and where: `inputs.x.values[3][1]: "abc" is no float32`
 */
export function encodeTensor(json: ExactJson | undefined, at: string): RawTensor {
  if (!(json instanceof Map)) {
    throw wrong(at, 'must be an object with "dtype", "shape" and "values"');
  }
  const fields = json as ReadonlyMap<string, ExactJson>;
  const dtype = readDtype(fields.get('dtype'), `${at}.dtype`);
  const { shape, elements } = readShape(fields.get('shape'), `${at}.shape`);
  const values = fields.get('values');
  if (values === undefined) throw wrong(at, 'has no "values"');

  const sink = dtype.kind === 'string' ? new StringSink() : new NumberSink(dtype);
  let count = 0;
  for (const [value, place] of eachElement(values, dtype, shape, `${at}.values`)) {
    count += 1;
    if (count > elements) break;
    const problem = sink.push(value);
    if (problem !== null) throw wrong(place(), problem);
  }
  if (count !== elements) {
    throw wrong(
      `${at}.values`,
      `shape [${shape.join(', ')}] needs ${elements === 1 ? '1 value' : `${String(elements)} values`}, and there are ${count > elements ? 'more' : String(count)}`,
    );
  }
  return sink.tensor(shape);
}

function readDtype(json: ExactJson | undefined, at: string): Dtype {
  if (typeof json !== 'string') throw wrong(at, 'must name a dtype, as "float32"');
  const dtype = dtypeFromName(json);
  if (!dtype || (dtype.bytes === 0 && dtype.kind !== 'string')) {
    throw wrong(at, `${quote(json)} is no dtype that holds values`);
  }
  return dtype;
}

function readShape(
  json: ExactJson | undefined,
  at: string,
): { shape: readonly number[]; elements: number } {
  if (!Array.isArray(json)) throw wrong(at, 'must be a list of sizes, as [2, 4]');
  const sizes = (json as readonly ExactJson[]).map((size) => {
    if (typeof size === 'bigint') return size;
    if (typeof size === 'number' && Number.isInteger(size)) return BigInt(size);
    throw wrong(at, `${quote(size)} is no size`);
  });
  const checked = checkShape(sizes);
  if ('problem' in checked) throw wrong(at, checked.problem);
  return checked;
}

type Element = readonly [value: ExactJson, place: () => string];

/**
 * The elements in row-major order: of lists nested as deep as the shape, or of one flat list; a scalar may stand by
 * itself. A complex number is a pair, one list deeper.
 */
function* eachElement(
  values: ExactJson,
  dtype: Dtype,
  shape: readonly number[],
  at: string,
): Generator<Element, void, undefined> {
  if (shape.includes(0)) {
    // Python writes the shape [2, 0] as [[], []]; the order of what is not there does not matter.
    for (const leaf of leaves(values)) yield [leaf, () => at];
    return;
  }
  const pair = dtype.kind === 'complex' ? 1 : 0;
  const depth = nesting(values) - pair;
  if (depth <= 0) {
    yield [values, () => at];
    return;
  }
  if (depth === 1) {
    const list = values as readonly ExactJson[];
    for (const [index, value] of list.entries()) yield [value, () => `${at}[${String(index)}]`];
    return;
  }
  if (depth !== shape.length) {
    throw wrong(
      at,
      `lists are nested ${String(depth)} deep and the shape [${shape.join(', ')}] has ${String(shape.length)} ${shape.length === 1 ? 'dimension' : 'dimensions'}`,
    );
  }
  yield* eachNested(values, shape, at);
}

function* leaves(values: ExactJson): Generator<ExactJson, void, undefined> {
  if (!Array.isArray(values)) yield values;
  else for (const value of values as readonly ExactJson[]) yield* leaves(value);
}

/** Recursion is as deep as the shape, which is as deep as the JSON, which is limited. */
function* eachNested(
  values: ExactJson,
  shape: readonly number[],
  at: string,
): Generator<Element, void, undefined> {
  const [size, ...rest] = shape;
  if (size === undefined) {
    yield [values, () => at];
    return;
  }
  if (!Array.isArray(values) || values.length !== size) {
    const found = Array.isArray(values) ? `${String(values.length)} are here` : 'no list is here';
    throw wrong(at, `the shape asks for ${String(size)} items, and ${found}`);
  }
  for (const [index, value] of (values as readonly ExactJson[]).entries()) {
    yield* eachNested(value, rest, `${at}[${String(index)}]`);
  }
}

function nesting(values: ExactJson): number {
  let depth = 0;
  for (let inner: ExactJson | undefined = values; Array.isArray(inner); depth++) {
    inner = (inner as readonly ExactJson[])[0];
  }
  return depth;
}

/** Takes elements one by one; `push` answers what is wrong with one, or null. */
interface Sink {
  push(value: ExactJson): string | null;
  tensor(shape: readonly number[]): RawTensor;
}

class StringSink implements Sink {
  readonly #values: Uint8Array[] = [];

  push(value: ExactJson): string | null {
    const bytes = stringBytes(value);
    if (bytes === null) return `${quote(value)} is no string; bytes are {"base64": "…"}`;
    this.#values.push(bytes);
    return null;
  }

  tensor(shape: readonly number[]): RawTensor {
    return { kind: 'strings', dtype: 'string', shape, values: this.#values };
  }
}

function stringBytes(value: ExactJson): Uint8Array | null {
  if (typeof value === 'string') return new TextEncoder().encode(value);
  if (!(value instanceof Map)) return null;
  const base64 = (value as ReadonlyMap<string, ExactJson>).get('base64');
  if (typeof base64 !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return null;
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

class NumberSink implements Sink {
  readonly #dtype: Dtype;
  readonly #encode: (value: ExactJson, view: DataView, offset: number) => string | null;
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  constructor(dtype: Dtype) {
    this.#dtype = dtype;
    this.#encode = encoderFor(dtype);
  }

  push(value: ExactJson): string | null {
    // Grown as values come: what a shape states is not believed.
    if (this.#length + this.#dtype.bytes > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    const problem = this.#encode(value, this.#view, this.#length);
    this.#length += this.#dtype.bytes;
    return problem;
  }

  tensor(shape: readonly number[]): RawTensor {
    const bytes = this.#bytes.slice(0, this.#length);
    return { kind: 'numbers', dtype: this.#dtype.name, shape, bytes };
  }
}

/** Writes one element, little-endian; answers what is wrong with it, or null. */
type Encoder = (value: ExactJson, view: DataView, offset: number) => string | null;

function encoderFor(dtype: Dtype): Encoder {
  switch (dtype.kind) {
    case 'bool':
      return (value, view, offset) => {
        if (typeof value !== 'boolean') return `${quote(value)} is neither true nor false`;
        view.setUint8(offset, value ? 1 : 0);
        return null;
      };
    case 'complex': {
      const part = floatEncoder(dtype.bytes === 8 ? 'float32' : 'float64', dtype.bytes / 2);
      return (value, view, offset) => {
        if (!Array.isArray(value) || value.length !== 2) {
          return `${quote(value)} is no pair of real and imaginary part`;
        }
        const [real, imaginary] = value as [ExactJson, ExactJson];
        return part(real, view, offset) ?? part(imaginary, view, offset + dtype.bytes / 2);
      };
    }
    case 'int':
    case 'uint':
      return integerEncoder(dtype);
    case 'float':
      return floatEncoder(dtype.name, dtype.bytes);
    case 'string':
    case 'other':
      throw new AppError({ code: 'internal', message: `${dtype.name} has no number encoding.` });
  }
}

function integerEncoder(dtype: Dtype): Encoder {
  const bits = /^u?int([24])$/.exec(dtype.name)?.[1];
  const width = BigInt(bits ?? dtype.bytes * 8);
  const signed = dtype.kind === 'int';
  const min = signed ? -(2n ** (width - 1n)) : 0n;
  const max = signed ? 2n ** (width - 1n) - 1n : 2n ** width - 1n;
  return (value, view, offset) => {
    const integer = readInteger(value);
    if (integer === null) {
      return typeof value === 'number' && Number.isInteger(value)
        ? `${String(value)} is written as a decimal number and may have lost digits; write all digits`
        : `${quote(value)} is no integer`;
    }
    if (integer < min || integer > max) {
      return `${String(integer)} is outside ${dtype.name} (${String(min)} … ${String(max)})`;
    }
    switch (dtype.bytes) {
      case 1:
        view.setUint8(offset, Number(BigInt.asUintN(8, integer)));
        break;
      case 2:
        view.setUint16(offset, Number(BigInt.asUintN(16, integer)), true);
        break;
      case 4:
        view.setUint32(offset, Number(BigInt.asUintN(32, integer)), true);
        break;
      default:
        view.setBigUint64(offset, BigInt.asUintN(64, integer), true);
    }
    return null;
  };
}

function readInteger(value: ExactJson): bigint | null {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : null;
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return BigInt(value);
  return null;
}

function floatEncoder(dtype: DtypeName, bytes: number): Encoder {
  const format = smallFloats[dtype];
  const encodeSmall = format && smallFloatEncoder(format);
  return (value, view, offset) => {
    const number = readFloat(value);
    if (number === null) return `${quote(value)} is no ${dtype}`;
    let stored: number;
    if (format && encodeSmall) {
      const bits = encodeSmall(number);
      if (bytes === 2) view.setUint16(offset, bits, true);
      else view.setUint8(offset, bits);
      stored = decodeSmallFloat(format, bits);
    } else if (bytes === 4) {
      stored = Math.fround(number);
      view.setFloat32(offset, stored, true);
    } else {
      stored = number;
      view.setFloat64(offset, number, true);
    }
    // Equal in this: a finite number stays one, and an infinity does not become the NaN of a format without.
    const fits =
      Number.isFinite(stored) === Number.isFinite(number) &&
      Number.isNaN(stored) === Number.isNaN(number);
    return fits ? null : `${String(number)} is beyond what ${dtype} can hold`;
  };
}

function readFloat(value: ExactJson): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value === 'NaN') return NaN;
  if (value === 'Infinity') return Infinity;
  if (value === '-Infinity') return -Infinity;
  return null;
}

function wrong(at: string, what: string): AppError {
  return new AppError({ code: 'malformed', message: `${at}: ${what}.` });
}

function quote(value: ExactJson): string {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Map) return 'an object';
  if (Array.isArray(value)) return 'a list';
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

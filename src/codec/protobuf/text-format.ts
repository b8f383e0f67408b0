import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { ReadError } from '../../core/errors.ts';
import { Pacer } from '../../core/pacer.ts';
import { shownName } from '../../protocol/visible-text.ts';
import { limits } from '../../protocol/limits.ts';
import type { MessagePlace } from './decode.ts';
import { enumNumbers } from './enum-numbers.ts';
import { Tokens, type Token } from './text-tokens.ts';

/** Fields between two looks at the clock. */
const paceFields = 1000;

/** A field's value in the binary form: its number, and how it is written. */
interface FieldWriting {
  readonly number: number;
  /** Null for a message. */
  readonly scalar: ScalarType | null;
  /** Of a message or a map. */
  readonly fields: FieldTable | null;
  /** Whether several are written as one packed list. */
  readonly packed: boolean;
}

/** The fields of a message by name. */
type FieldTable = (name: string) => FieldWriting | null;

/** A message, or a list of values of one field, that has begun. */
interface Open {
  readonly close: string;
  /** Null for what proto/ does not name: it is read and left out. */
  readonly fields: FieldTable | null;
  /** Of a list: the field that its values belong to; `undefined` for a message. */
  readonly list?: FieldWriting | null;
  /** Whether it is written into a fork of the writer, which then must be joined. */
  readonly forked: boolean;
}

/**
 * Turns a message in protobuf's text form into the binary form, so that one reader reads both. Fields that proto/
 * does not name are skipped, extensions and `Any` too. Nothing is nested by recursion.
 * @throws ReadError `malformed` with the line, `limit-exceeded` above `limits.protobufElements` fields or
 *   `limits.protobufDepth`
 */
export async function textToBinary(
  text: Uint8Array,
  schema: DescMessage,
  place: MessagePlace,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const converter = new Converter(text, schema, place);
  const pacer = new Pacer(signal);
  while (converter.some(paceFields)) if (pacer.due) await pacer.pause();
  return converter.finish();
}

class Converter {
  readonly #tokens: Tokens;
  readonly #place: MessagePlace;
  readonly #writer = new BinaryWriter();
  readonly #open: Open[];
  /** Number of the field whose packed list is being written. */
  #packing: number | null = null;
  #left: number = limits.protobufElements;

  constructor(text: Uint8Array, schema: DescMessage, place: MessagePlace) {
    this.#tokens = new Tokens(text);
    this.#place = place;
    this.#open = [{ close: '', fields: tableOf(schema), forked: false }];
  }

  /** Reads on for a while. @returns whether there is more */
  some(count: number): boolean {
    for (let index = 0; index < count; index++) if (!this.#step()) return false;
    return true;
  }

  finish(): Uint8Array {
    return this.#writer.finish();
  }

  #step(): boolean {
    const top = this.#open.at(-1);
    const token = this.#tokens.next();
    if (!top) return false;
    if (token.kind === 'end') {
      if (this.#open.length > 1) throw this.#error('it ends in the middle of a message');
      this.#endPacking();
      return false;
    }
    if (--this.#left < 0) throw this.#error('it has too many fields', 'limit-exceeded');
    if (token.kind === 'mark' && token.text === top.close) {
      if (top.list === undefined) this.#endPacking();
      if (top.forked) this.#writer.join();
      this.#open.pop();
    } else if (token.kind === 'mark' && (token.text === ',' || token.text === ';')) {
      // Between fields and values, where they are wanted.
    } else if (top.list !== undefined) this.#value(top.list, token);
    else this.#field(top, token);
    return true;
  }

  #field(message: Open, token: Token): void {
    let field: FieldWriting | null = null;
    if (token.kind === 'mark' && token.text === '[') this.#tokens.skipBracket();
    else if (token.kind === 'name') field = message.fields?.(token.text) ?? null;
    else throw this.#expected('a field', token);
    const colon = this.#tokens.sees(':');
    if (colon) this.#tokens.next();
    if (!this.#tokens.sees('[')) {
      this.#value(field, this.#tokens.next());
      return;
    }
    this.#tokens.next();
    this.#push({ close: ']', fields: null, list: field, forked: false });
  }

  #value(field: FieldWriting | null, token: Token): void {
    if (field?.number !== this.#packing) this.#endPacking();
    if (token.kind === 'mark' && (token.text === '{' || token.text === '<')) {
      if (field && !field.fields) throw this.#expected('a value', token);
      if (field) this.#writer.tag(field.number, WireType.LengthDelimited).fork();
      this.#push({
        close: token.text === '{' ? '}' : '>',
        fields: field?.fields ?? null,
        forked: field !== null,
      });
      return;
    }
    if (token.kind === 'mark' || token.kind === 'foreign' || token.kind === 'end') {
      throw this.#expected('a value', token);
    }
    if (!field) return;
    if (field.scalar === null) throw this.#expected('a message', token);
    this.#scalar(field, field.scalar, token);
  }

  #scalar(
    field: FieldWriting,
    scalar: ScalarType,
    token: Exclude<Token, { kind: 'mark' | 'foreign' | 'end' }>,
  ): void {
    const isText = scalar === ScalarType.STRING || scalar === ScalarType.BYTES;
    if (isText !== (token.kind === 'string'))
      throw this.#expected(isText ? 'a string' : 'a value', token);
    if (token.kind === 'string') {
      this.#writer.tag(field.number, WireType.LengthDelimited).bytes(token.bytes);
      return;
    }
    const value = scalarValue(scalar, token.text);
    // An enumerator that no table has: left out, as a field of a newer version is.
    if (value === null) {
      if (token.kind === 'name') return;
      throw this.#expected('a number in the range of its type', token);
    }
    if (field.packed) {
      if (this.#packing === null) {
        this.#writer.tag(field.number, WireType.LengthDelimited).fork();
        this.#packing = field.number;
      }
    } else this.#writer.tag(field.number, wireTypes[scalar] ?? WireType.Varint);
    value(this.#writer);
  }

  #push(open: Open): void {
    if (this.#open.length >= limits.protobufDepth) {
      throw this.#error('its messages nest too deep', 'limit-exceeded');
    }
    this.#open.push(open);
  }

  #endPacking(): void {
    if (this.#packing === null) return;
    this.#writer.join();
    this.#packing = null;
  }

  #expected(what: string, token: Token): ReadError {
    const found =
      token.kind === 'end'
        ? 'the end'
        : token.kind === 'string'
          ? 'a string'
          : shownName(token.text);
    return this.#error(`${what} was expected, and there is ${found}`);
  }

  #error(what: string, code: 'malformed' | 'limit-exceeded' = 'malformed'): ReadError {
    return new ReadError({
      format: this.#place.format,
      path: this.#place.path,
      code,
      message: `${this.#place.path} is damaged before or in line ${String(this.#tokens.line)}: ${what}. Copy the file again from where it was saved.`,
    });
  }
}

type Write = (writer: BinaryWriter) => unknown;

/** How a number or a word of the text is written; null where it is none of this type. */
function scalarValue(scalar: ScalarType, text: string): Write | null {
  switch (scalar) {
    case ScalarType.FLOAT:
    case ScalarType.DOUBLE: {
      const value = floatOf(text);
      if (value === null) return null;
      return (writer) =>
        scalar === ScalarType.FLOAT ? writer.float(Math.fround(value)) : writer.double(value);
    }
    case ScalarType.BOOL: {
      const value = {
        true: true,
        t: true,
        True: true,
        '1': true,
        false: false,
        f: false,
        False: false,
        '0': false,
      }[text];
      return value === undefined ? null : (writer) => writer.bool(value);
    }
    default: {
      const value = integerOf(text);
      return value === null ? null : integerWrite(scalar, value);
    }
  }
}

function integerWrite(scalar: ScalarType, value: bigint): Write | null {
  const fits = (bits: number, signed: boolean): boolean =>
    (signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value)) === value;
  switch (scalar) {
    case ScalarType.INT32:
      return fits(32, true) ? (writer) => writer.int32(Number(value)) : null;
    case ScalarType.UINT32:
      return fits(32, false) ? (writer) => writer.uint32(Number(value)) : null;
    case ScalarType.INT64:
      return fits(64, true) ? (writer) => writer.int64(value) : null;
    case ScalarType.UINT64:
      return fits(64, false) ? (writer) => writer.uint64(value) : null;
    case ScalarType.FIXED32:
      return fits(32, false) ? (writer) => writer.fixed32(Number(value)) : null;
    case ScalarType.FIXED64:
      return fits(64, false) ? (writer) => writer.fixed64(value) : null;
    default:
      return null; // proto/ has no field of another type; a test holds it
  }
}

function integerOf(text: string): bigint | null {
  const named = enumNumbers.get(text);
  if (named !== undefined) return BigInt(named);
  const match = /^(-?)(0[xX][\da-fA-F]+|\d+)$/.exec(text);
  if (!match) return null;
  const [, sign, digits = ''] = match;
  const octal = /^0[0-7]+$/.test(digits);
  const value = BigInt(octal ? `0o${digits.slice(1)}` : digits);
  return sign === '-' ? -value : value;
}

function floatOf(text: string): number | null {
  const lower = text.toLowerCase().replace(/f$/, '');
  const word = /^(-?)(inf|infinity|nan|in)$/.exec(lower);
  if (word) return (word[2] === 'nan' ? NaN : Infinity) * (word[1] === '-' ? -1 : 1);
  const value = Number(lower);
  return lower === '' || Number.isNaN(value) ? null : value;
}

const wireTypes: Readonly<Partial<Record<ScalarType, WireType>>> = {
  [ScalarType.DOUBLE]: WireType.Bit64,
  [ScalarType.FLOAT]: WireType.Bit32,
  [ScalarType.FIXED64]: WireType.Bit64,
  [ScalarType.FIXED32]: WireType.Bit32,
};

function tableOf(message: DescMessage): FieldTable {
  const fields = new Map(message.fields.map((field) => [field.name, field]));
  const writings = new Map<string, FieldWriting>();
  return (name) => {
    const known = writings.get(name);
    const field = fields.get(name);
    if (known || !field) return known ?? null;
    const writing = writingOf(field);
    writings.set(name, writing);
    return writing;
  };
}

function writingOf(field: DescField): FieldWriting {
  const { number } = field;
  const message = field.message ? tableOf(field.message) : null;
  if (field.fieldKind !== 'map') {
    const scalar = field.scalar ?? null;
    const packed = field.fieldKind === 'list' && field.packed;
    return { number, scalar, fields: message, packed };
  }
  // On the wire, an entry is a message whose field 1 is the key and field 2 the value.
  const key = { number: 1, scalar: field.mapKey, fields: null, packed: false };
  const value = { number: 2, scalar: field.scalar ?? null, fields: message, packed: false };
  return {
    number,
    scalar: null,
    fields: (name) => (name === 'key' ? key : name === 'value' ? value : null),
    packed: false,
  };
}

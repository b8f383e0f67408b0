import { ReadError } from '../../core/errors.ts';
import { limits } from '../../protocol/limits.ts';
import type { MessagePlace } from './decode.ts';

/** Wire types of protobuf's encoding (protobuf.dev/programming-guides/encoding). */
export const wireType = {
  varint: 0,
  fixed64: 1,
  lengthDelimited: 2,
  startGroup: 3,
  endGroup: 4,
  fixed32: 5,
} as const;

/** One field as it stands on the wire. */
export interface WireField {
  readonly number: number;
  readonly type: number;
  /** Of a varint, fixed32 or fixed64: its bits as an unsigned number. 0n for the other types. */
  readonly value: bigint;
  /** Of a length-delimited field: its content, a view into the walked bytes. Empty for the other types. */
  readonly bytes: Uint8Array;
  /** Where `bytes` (or the value) begins, from the start of the walked message's file. */
  readonly offset: number;
}

/** Counts what is walked, across all walks of one file, so that many small messages cost as much as one large. */
export interface WireBudget {
  elements: number;
}

export function wireBudget(): WireBudget {
  return { elements: limits.protobufElements };
}

const empty = new Uint8Array(0);

/**
 * Walks the fields of one message in their order without decoding what is in them. Nothing is copied and nothing
 * is nested: to look into a field, walk its `bytes` with `{...place, offset: field.offset}`. Groups, which
 * TensorFlow's messages never use, are skipped with whatever is in them.
 *
 * @throws ReadError `truncated` where a length or value reaches beyond the bytes, `malformed` for what is no
 *   protobuf, `limit-exceeded` when the budget is used up or groups nest deeper than `limits.protobufDepth`.
 */
export function* fields(
  bytes: Uint8Array,
  place: MessagePlace,
  budget: WireBudget = wireBudget(),
): Generator<WireField, void, undefined> {
  const start = place.offset ?? 0;
  const groups: number[] = [];
  let position = 0;

  const fail = (code: 'truncated' | 'malformed' | 'limit-exceeded', what: string): ReadError =>
    new ReadError({
      code,
      format: place.format,
      path: place.path,
      offset: start + position,
      message: `${place.path}: ${what} at byte ${String(start + position)}. ${
        code === 'limit-exceeded'
          ? 'The file is damaged or was made to exhaust memory.'
          : 'Copy the file again from where it was saved.'
      }`,
    });

  const varint = (): bigint => {
    // Most varints are tags and lengths below 2^28: those take no bigint arithmetic.
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = next();
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt(low);
    }
    let value = BigInt(low);
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = next();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw fail('malformed', 'a number of more than ten bytes');
  };

  const next = (): number => {
    const byte = bytes[position];
    if (byte === undefined) throw fail('truncated', 'the message ends in the middle of a field');
    position += 1;
    return byte;
  };

  const take = (length: bigint): Uint8Array => {
    if (length > BigInt(bytes.length - position)) {
      throw fail(
        'truncated',
        `a field states ${String(length)} bytes where ${String(bytes.length - position)} are left`,
      );
    }
    const taken = bytes.subarray(position, position + Number(length));
    position += taken.length;
    return taken;
  };

  while (position < bytes.length) {
    if (--budget.elements < 0) throw fail('limit-exceeded', 'too many fields');
    const tag = varint();
    const number = Number(tag >> 3n);
    const type = Number(tag & 7n);
    if (number === 0 || number > 0x1fffffff) {
      throw fail('malformed', `no field has the number ${String(number)}; this is no protobuf`);
    }
    let value = 0n;
    let content: Uint8Array = empty;
    let offset = start + position;
    switch (type) {
      case wireType.varint:
        value = varint();
        break;
      case wireType.fixed64:
        value = littleEndian(take(8n));
        break;
      case wireType.fixed32:
        value = littleEndian(take(4n));
        break;
      case wireType.lengthDelimited: {
        const length = varint();
        offset = start + position;
        content = take(length);
        break;
      }
      case wireType.startGroup:
        if (groups.length >= limits.protobufDepth)
          throw fail('limit-exceeded', 'groups nest too deep');
        groups.push(number);
        continue;
      case wireType.endGroup:
        if (groups.pop() !== number) throw fail('malformed', 'a group ends that did not begin');
        continue;
      default:
        throw fail('malformed', `wire type ${String(type)} does not exist; this is no protobuf`);
    }
    if (groups.length === 0) yield { number, type, value, bytes: content, offset };
  }
  if (groups.length > 0) throw fail('truncated', 'the message ends inside a group');
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i] ?? 0);
  return value;
}

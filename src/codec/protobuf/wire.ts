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

const empty: Uint8Array = new Uint8Array(0);

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
  const cursor = new WireCursor(bytes, place);
  const start = place.offset ?? 0;
  const groups: number[] = [];
  while (cursor.position < bytes.length) {
    if (--budget.elements < 0) throw cursor.error('limit-exceeded', 'it has too many fields');
    const tag = cursor.varint();
    const number = Number(tag >> 3n);
    const type = Number(tag & 7n);
    if (number === 0 || number > 0x1fffffff) {
      throw cursor.error('malformed', `no field has the number ${String(number)}`);
    }
    let value = 0n;
    let content = empty;
    let offset = start + cursor.position;
    switch (type) {
      case wireType.varint:
        value = cursor.varint();
        break;
      case wireType.fixed64:
        value = littleEndian(cursor.take(8n));
        break;
      case wireType.fixed32:
        value = littleEndian(cursor.take(4n));
        break;
      case wireType.lengthDelimited: {
        const length = cursor.varint();
        offset = start + cursor.position;
        content = cursor.take(length);
        break;
      }
      case wireType.startGroup:
        if (groups.length >= limits.protobufDepth) {
          throw cursor.error('limit-exceeded', 'its groups nest too deep');
        }
        groups.push(number);
        continue;
      case wireType.endGroup:
        if (groups.pop() !== number) {
          throw cursor.error('malformed', 'a group ends that did not begin');
        }
        continue;
      default:
        throw cursor.error('malformed', `wire type ${String(type)} does not exist`);
    }
    if (groups.length === 0) yield { number, type, value, bytes: content, offset };
  }
  if (groups.length > 0) throw cursor.error('truncated', 'it ends inside a group');
}

class WireCursor {
  position = 0;
  readonly #bytes: Uint8Array;
  readonly #place: MessagePlace;

  constructor(bytes: Uint8Array, place: MessagePlace) {
    this.#bytes = bytes;
    this.#place = place;
  }

  varint(): bigint {
    // Most are tags and lengths below 2^28: those take no bigint arithmetic.
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#byte();
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt(low);
    }
    let value = BigInt(low);
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw this.error('malformed', 'a number has more than ten bytes');
  }

  take(length: bigint): Uint8Array {
    const left = this.#bytes.length - this.position;
    if (length > BigInt(left)) {
      throw this.error(
        'truncated',
        `a field states ${String(length)} bytes where ${String(left)} are left`,
      );
    }
    const taken = this.#bytes.subarray(this.position, this.position + Number(length));
    this.position += taken.length;
    return taken;
  }

  error(code: 'truncated' | 'malformed' | 'limit-exceeded', what: string): ReadError {
    return wireError(code, this.#place, (this.#place.offset ?? 0) + this.position, what);
  }

  #byte(): number {
    const byte = this.#bytes[this.position];
    if (byte === undefined) throw this.error('truncated', 'it ends in the middle of a field');
    this.position += 1;
    return byte;
  }
}

/** An error of the wire: what is wrong with the message, at which byte of the file, and what to do. */
export function wireError(
  code: 'truncated' | 'malformed' | 'limit-exceeded',
  place: MessagePlace,
  offset: number,
  what: string,
): ReadError {
  const advice =
    code === 'limit-exceeded'
      ? 'It was made to exhaust memory, or is no such file.'
      : 'Copy the file again from where it was saved.';
  return new ReadError({
    code,
    format: place.format,
    path: place.path,
    offset,
    message: `${place.path} is damaged at byte ${String(offset)}: ${what}. ${advice}`,
  });
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let index = bytes.length - 1; index >= 0; index--) {
    value = (value << 8n) | BigInt(bytes[index] ?? 0);
  }
  return value;
}

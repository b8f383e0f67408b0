import { fromBinary, type DescMessage, type MessageShape } from '@bufbuild/protobuf';
import { ReadError } from '../../core/errors.ts';
import { limits } from '../../protocol/limits.ts';
import { countParts, type DecodeBudget } from './parts.ts';

/** Where a message was found, for the sentence of an error. */
export interface MessagePlace {
  /** The format whose rules apply, as `FormatId` or a file's name. */
  readonly format: string;
  /** The file. */
  readonly path: string;
  /** Where the message begins in that file, bytes; absent where it has no place of its own (a decompressed block). */
  readonly offset?: number;
}

/**
 * Decodes one message whole. For messages whose size the metadata bounds: what can hold gigabytes (a graph, a
 * model file) is walked with `fields` instead, because decoding hostile bytes takes up to 190 times their size.
 * Fields that proto/ does not name are skipped.
 *
 * @param budget of the file, where many messages of it stay in memory; one message may use up one of its own
 * @throws ReadError `limit-exceeded` above `limits.protobufMessageBytes` or the budget, `truncated` or `malformed`
 *   for bytes that are no such message.
 */
export function decode<Desc extends DescMessage>(
  schema: Desc,
  bytes: Uint8Array,
  place: MessagePlace,
  budget: DecodeBudget = { parts: limits.protobufMessageParts },
): MessageShape<Desc> {
  if (bytes.length > limits.protobufMessageBytes) {
    throw new ReadError({
      ...place,
      code: 'limit-exceeded',
      message: `A ${schema.name} of ${String(bytes.length)} bytes in ${where(place)} is larger than the ${String(limits.protobufMessageBytes)} bytes that are decoded at once. The file is damaged or was made to exhaust memory.`,
    });
  }
  budget.parts -= countParts(schema, bytes);
  if (budget.parts < 0) {
    throw new ReadError({
      ...place,
      code: 'limit-exceeded',
      message: `The ${schema.name} in ${where(place)} holds more parts than are decoded of one file. The file is damaged or was made to exhaust memory.`,
    });
  }
  try {
    return fromBinary(schema, bytes, {
      readUnknownFields: false,
      recursionLimit: limits.protobufDepth,
    });
  } catch (cause) {
    const truncated = cause instanceof RangeError;
    throw new ReadError(
      {
        ...place,
        code: truncated ? 'truncated' : 'malformed',
        message: truncated
          ? `The ${schema.name} in ${where(place)} ends in the middle of a field. Copy the file again from where it was saved.`
          : `The bytes in ${where(place)} are not a ${schema.name}. The file is damaged; copy it again from where it was saved.`,
      },
      { cause },
    );
  }
}

function where(place: MessagePlace): string {
  return place.offset === undefined ? place.path : `${place.path} at byte ${String(place.offset)}`;
}

import { decodeUtf8 } from '../../core/text.ts';
import { ReadError } from '../../core/errors.ts';
import type { MessagePlace } from './decode.ts';
import { fields, type WireBudget } from './wire.ts';

/**
 * An entry of a `map<string, Message>` on the wire: a message whose field 1 is the key and field 2 the value.
 * Walked instead of decoded, so that every value can be held against its own limit.
 * @throws ReadError `malformed` where the key is not UTF-8, and what `fields` throws.
 */
export function mapEntry(
  bytes: Uint8Array,
  place: MessagePlace,
  budget: WireBudget,
): { key: string; value: Uint8Array; offset: number } {
  let key: string | null = '';
  let value: Uint8Array = new Uint8Array(0);
  let offset = place.offset ?? 0;
  for (const field of fields(bytes, place, budget)) {
    if (field.number === 1) {
      key = decodeUtf8(field.bytes);
    } else if (field.number === 2) {
      value = field.bytes;
      offset = field.offset;
    }
  }
  if (key === null) {
    throw new ReadError({
      ...place,
      code: 'malformed',
      message: `A name in ${place.path} at byte ${String(offset)} is not UTF-8. The file is damaged; copy it again from where it was saved.`,
    });
  }
  return { key, value, offset };
}

import {
  SavedSliceSchema,
  SavedTensorSlicesSchema,
} from '../../codec/protobuf/generated/tensorflow/saved_tensor_slice_pb.ts';
import { SourceWalk, type Span } from '../../codec/protobuf/source-walk.ts';
import { wireType } from '../../codec/protobuf/wire.ts';
import type { StoredEntry } from '../../codec/sstable/table.ts';
import { listFields, type NumberList } from '../../codec/tensor-proto/lists.ts';
import type { Dtype } from '../../core/dtypes.ts';
import { ReadError } from '../../core/errors.ts';
import type { Place } from '../../core/read-error.ts';
import { shownName } from '../../protocol/visible-text.ts';

/** A slice whose values are looked for. */
export interface SoughtSlice {
  readonly tensor: string;
  readonly dtype: Dtype;
  readonly elements: number;
  readonly place: Place;
}

/** Where the values of a slice lie in its entry. */
export interface SliceValues {
  /** The TensorProto; in several pieces where somebody wrote the message in several. */
  readonly messages: readonly Span[];
  readonly list: NumberList;
  /** The one packed list of all numbers; null where they are written in another way, and for strings. */
  readonly packed: Span | null;
}

/** Longest varint of a number. */
const longestVarint = 10;

/**
 * Finds the values in an entry's SavedTensorSlices, and reads none of them. TensorFlow writes them as one packed list
 * (Fill of tensorflow/core/util/saved_tensor_slice_util.h), every element of it: nothing is filled up.
 * @throws ReadError where the message is damaged, or holds more or fewer values than the slice has, as far as its
 *   length tells
 */
export async function locateValues(
  entry: StoredEntry,
  slice: SoughtSlice,
  signal: AbortSignal | undefined,
): Promise<SliceValues> {
  const { dtype, elements, place } = slice;
  const list = listFields[dtype.name];
  if (!list) throw valuesError(slice, 'unsupported', `nobody stores values of dtype ${dtype.name}`);
  const walk = new SourceWalk(entry.source, place, signal);
  const messages: Span[] = [];
  for await (const outer of walk.fields(entry.offset, entry.length)) {
    if (outer.number !== SavedTensorSlicesSchema.field.data.number) continue;
    for await (const field of walk.fields(outer.offset, outer.length)) {
      if (field.number === SavedSliceSchema.field.data.number) messages.push(field);
    }
  }
  const only = await onlyPacked(walk, messages, list);
  if (!only || dtype.kind === 'string') return { messages, list, packed: null };
  const least = list.plain ? elements * dtype.bytes : elements;
  const most = list.plain ? least : elements * longestVarint;
  if (only.length < least || only.length > most) {
    throw valuesError(
      slice,
      only.length < least ? 'truncated' : 'malformed',
      `${String(only.length)} bytes are stored for ${String(elements)} elements`,
    );
  }
  return { messages, list, packed: only };
}

/** The one packed list, where nothing else is in the message. */
async function onlyPacked(
  walk: SourceWalk,
  messages: readonly Span[],
  list: NumberList,
): Promise<Span | null> {
  let only: Span | null = null;
  for (const message of messages) {
    for await (const field of walk.fields(message.offset, message.length)) {
      if (field.number !== list.field) continue;
      if (only || field.type !== wireType.lengthDelimited) return null;
      only = field;
    }
  }
  return only;
}

/** Why the values of a tensor cannot be read; `problem` is a clause. */
export function valuesError(
  { tensor, place }: Pick<SoughtSlice, 'tensor' | 'place'>,
  code: ReadError['code'],
  problem: string,
): ReadError {
  return new ReadError({
    ...place,
    code,
    message: `The values of ${shownName(tensor)} in ${place.path} cannot be read: ${problem}. Copy the file again from where the checkpoint was saved.`,
  });
}

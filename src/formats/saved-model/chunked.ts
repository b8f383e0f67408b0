import { decode, type MessagePlace } from '../../codec/protobuf/decode.ts';
import {
  ChunkMetadataSchema,
  type ChunkedMessage,
  type ChunkInfo,
  type FieldIndex,
  type FieldIndex_MapKey,
} from '../../codec/protobuf/generated/tensorflow_proto_splitter/chunk_pb.ts';
import { TensorProtoSchema } from '../../codec/protobuf/generated/tensorflow/tensor_pb.ts';
import {
  mapKey,
  mergeFields,
  type FieldEdit,
  type FieldStep,
} from '../../codec/protobuf/merge-fields.ts';
import { MessageBytes } from '../../codec/protobuf/message-bytes.ts';
import { RiegeliRecords } from '../../codec/riegeli/records.ts';
import { ReadError } from '../../core/errors.ts';
import { Pacer } from '../../core/pacer.ts';
import { inTurns } from '../../core/steps.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import { limits } from '../../protocol/limits.ts';
import type { OpenContext } from '../contract.ts';

/** Bytes of a constant's values that are left where they are: nothing that is shown of a model needs them. */
const largestConstant = 1024 ** 2;

/**
 * The message of a `.cpb` file (tensorflow/tools/proto_splitter): records of a Riegeli file, and last of them how they
 * are put together. The source stays the caller's.
 * @throws ReadError for a file that is damaged, and for a message above `limits.chunkedMessageBytes`
 */
export async function mergedForm(
  source: ByteSource,
  place: MessagePlace,
  { signal, report }: Pick<OpenContext, 'signal' | 'report'>,
): Promise<ByteSource> {
  const records = await RiegeliRecords.open(source, place, signal);
  const metadata = decode(ChunkMetadataSchema, await records.last(signal), place);
  const wanted = metadata.message ? flattened(metadata.message, place) : [];
  const base: Uint8Array[] = [];
  const edits: FieldEdit[] = [];
  let bytesLeft = limits.chunkedMessageBytes;
  for (const [done, { chunk, way }] of wanted.entries()) {
    report?.({ done, total: wanted.length, unit: 'steps', message: `Reading chunks of the model` });
    const info = metadata.chunks[Number(chunk)];
    if (!info)
      throw malformed(
        place,
        `it names chunk ${String(chunk)} of ${String(metadata.chunks.length)}`,
      );
    if (isLargeConstant(info, way)) continue;
    const bytes = await records.at(Number(info.offset), signal);
    bytesLeft -= bytes.length;
    if (bytesLeft < 0) throw tooLarge(place);
    if (way.length === 0) base.push(bytes);
    else edits.push({ way, bytes });
  }
  const message = await inTurns(mergeFields(Buffer.concat(base), edits, place), new Pacer(signal));
  return new MessageBytes(message);
}

/** A chunk, and where in the whole message it belongs. */
interface Placed {
  readonly chunk: bigint;
  readonly way: readonly FieldStep[];
}

/** Every chunk of a message and of the messages in it, those that others lie in before them. */
function flattened(message: ChunkedMessage, place: MessagePlace): readonly Placed[] {
  const found: Placed[] = [];
  // The next one is the last.
  const pending: { readonly of: ChunkedMessage; readonly way: readonly FieldStep[] }[] = [
    { of: message, way: [] },
  ];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { of, way } = next;
    if (of.chunkIndex !== undefined) found.push({ chunk: of.chunkIndex, way });
    for (const { message: inner, fieldTag } of of.chunkedFields.toReversed()) {
      if (inner) pending.push({ of: inner, way: [...way, ...steps(fieldTag, place)] });
    }
  }
  return found;
}

/** A number, and after it which of several. */
function steps(tags: readonly FieldIndex[], place: MessagePlace): readonly FieldStep[] {
  const way: FieldStep[] = [];
  for (const { kind } of tags) {
    if (kind.case === 'field') {
      way.push({ field: kind.value });
      continue;
    }
    const last = way.pop();
    if (!last || last.which !== undefined)
      throw malformed(place, 'a way to a field names no field');
    const which = kind.case === 'index' ? Number(kind.value) : keyOf(kind.value, place);
    way.push({ ...last, which });
  }
  return way;
}

function keyOf(key: FieldIndex_MapKey | undefined, place: MessagePlace): Uint8Array {
  if (key?.type.value === undefined) throw malformed(place, 'an entry of a map has no key');
  return mapKey(key.type.value);
}

function isLargeConstant({ size }: ChunkInfo, way: readonly FieldStep[]): boolean {
  const content = TensorProtoSchema.field.tensorContent.number;
  return size > BigInt(largestConstant) && way.at(-1)?.field === content;
}

function malformed(place: MessagePlace, problem: string): ReadError {
  return new ReadError({
    ...place,
    code: 'malformed',
    message: `${place.path} is damaged: ${problem}. Copy it again from where it was saved.`,
  });
}

function tooLarge(place: MessagePlace): ReadError {
  return new ReadError({
    ...place,
    code: 'limit-exceeded',
    message: `${place.path} holds a model of more than ${String(limits.chunkedMessageBytes)} bytes beside its constants, too many to be read. Its weights can be opened: variables/variables.index.`,
  });
}

import { crc32cOfSpan } from '../../codec/crc32c/of-span.ts';
import { decode } from '../../codec/protobuf/decode.ts';
import {
  SavedSliceMetaSchema,
  SavedTensorSliceMetaSchema,
  SavedTensorSlicesSchema,
  type SavedSliceMeta,
} from '../../codec/protobuf/generated/tensorflow/saved_tensor_slice_pb.ts';
import { VersionDefSchema } from '../../codec/protobuf/generated/tensorflow/types_pb.ts';
import { SourceWalk, type Span } from '../../codec/protobuf/source-walk.ts';
import { fields, wireType } from '../../codec/protobuf/wire.ts';
import type { StoredEntry } from '../../codec/sstable/table.ts';
import { ReadError } from '../../core/errors.ts';
import type { Place } from '../../core/read-error.ts';
import { limits } from '../../protocol/limits.ts';
import type { Finding } from '../../protocol/model.ts';
import type { OpenContext } from '../contract.ts';
import type { OpenShard } from './shards.ts';

/** TensorFlow's reader (TF_CHECKPOINT_VERSION of core/public/version.h); a file that asks for more cannot be understood. */
const checkpointVersion = 1;

/** The key of the list of tensors: the first of the table. */
const contentsKey: Uint8Array = new Uint8Array(0);

/** A block is read for its checksum when the file is opened, unless it holds so many values, which TensorFlow's never do. */
const mostValueBytes = 1024 ** 2;

/** A tensor as one file lists it, before anything of it is checked. */
export interface ListedTensor {
  /** Names need not be UTF-8. */
  readonly name: Uint8Array;
  readonly meta: SavedSliceMeta;
}

/** What one file of a checkpoint lists. */
export interface Contents {
  readonly tensors: readonly ListedTensor[];
  readonly producer: number;
  /** Damage that leaves the rest of the list readable. */
  readonly findings: readonly Finding[];
}

/**
 * Reads the list of tensors (SavedTensorSliceMeta of tensorflow/core/util/saved_tensor_slice.proto) of one file, and
 * none of their values.
 * @throws ReadError where there is none, or nothing of it can be read
 */
export async function readContents(
  shard: OpenShard,
  { signal, report }: Pick<OpenContext, 'signal' | 'report'>,
): Promise<Contents> {
  const { file, place } = shard;
  const entry = await shard.table.find(contentsKey, signal);
  if (!entry) throw noCheckpoint(place, 'its table has no list of tensors');
  const walk = new SourceWalk(entry.source, place, signal, (position) => {
    report?.({
      done: position - entry.offset,
      total: entry.length,
      unit: 'bytes',
      message: `Reading ${file}`,
    });
  });
  const reader = new ContentsReader(walk, file, place);
  if (!(await isIntact(shard, entry, signal))) {
    reader.finding(
      'checksum-mismatch',
      `${file} is damaged: the checksum of the block with its list of tensors does not match, so names, dtypes and shapes may be wrong. Copy the file again from where the checkpoint was saved.`,
    );
  }
  await reader.read(entry);
  return reader;
}

/** Whether the list is what was saved; unknown counts as yes, and shows when the values in its block are read. */
async function isIntact(
  { source }: OpenShard,
  { block, length }: StoredEntry,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (block.intact !== null) return block.intact;
  if (block.checked.length - length > mostValueBytes) return true;
  return (await crc32cOfSpan(source, block.checked, 0, signal)) === block.crc32c;
}

class ContentsReader implements Contents {
  readonly tensors: ListedTensor[] = [];
  producer = 0;
  readonly findings: Finding[] = [];
  #slices = 0;
  /** Why the first of those that are no messages cannot be read. */
  #unreadable: ReadError | null = null;
  readonly #walk: SourceWalk;
  readonly #file: string;
  readonly #place: Place;

  constructor(walk: SourceWalk, file: string, place: Place) {
    this.#walk = walk;
    this.#file = file;
    this.#place = place;
  }

  /** @throws ReadError where nothing can be read; damage further on becomes a finding */
  async read(entry: Span): Promise<void> {
    const { meta } = SavedTensorSlicesSchema.field;
    let found = false;
    try {
      for await (const field of this.#walk.fields(entry.offset, entry.length)) {
        if (field.number !== meta.number) continue;
        if (field.type !== wireType.lengthDelimited) {
          throw noCheckpoint(
            this.#place,
            'it is the index of one in the second format, which is called after its data files and ends in .index. Give it its name back',
          );
        }
        found = true;
        await this.#readMeta(field);
      }
    } catch (thrown) {
      const damage =
        thrown instanceof ReadError && ['truncated', 'malformed'].includes(thrown.code);
      if (!damage || this.tensors.length === 0) throw thrown;
      this.finding(
        thrown.code,
        `${thrown.message} The tensors that are listed behind are missing below.`,
      );
    }
    if (!found) throw noCheckpoint(this.#place, 'its first entry is no list of tensors');
    if (this.#unreadable) {
      const { code, message } = this.#unreadable;
      this.finding(
        code,
        `Entries of the list of tensors cannot be read; the others are shown. ${message}`,
      );
    }
  }

  finding(code: string, message: string): void {
    this.findings.push({ severity: 'error', code, message, location: this.#file, kind: 'file' });
  }

  async #readMeta(span: Span): Promise<void> {
    const { tensor, versions } = SavedTensorSliceMetaSchema.field;
    for await (const field of this.#walk.fields(span.offset, span.length)) {
      const at = { ...this.#place, offset: field.offset };
      if (field.number === versions.number) {
        const { producer, minConsumer } = decode(
          VersionDefSchema,
          await this.#walk.bytes(field),
          at,
        );
        this.producer = producer;
        if (minConsumer > checkpointVersion) throw tooNew(this.#place, minConsumer);
      } else if (field.number === tensor.number) {
        this.#readTensor(await this.#walk.bytes(field), at);
      }
    }
  }

  #readTensor(bytes: Uint8Array, at: Place & { readonly offset: number }): void {
    let tensor: ListedTensor;
    try {
      let name: Uint8Array = new Uint8Array(0);
      for (const field of fields(bytes, at, this.#walk.budget)) {
        if (field.number === SavedSliceMetaSchema.field.name.number) name = field.bytes;
      }
      tensor = { name, meta: decode(SavedSliceMetaSchema, bytes, at) };
    } catch (thrown) {
      if (!(thrown instanceof ReadError)) throw thrown;
      this.#unreadable ??= thrown;
      return;
    }
    this.#slices += Math.max(1, tensor.meta.slice.length);
    if (this.#slices > limits.checkpointSlices) throw tooMany(this.#place);
    this.tensors.push(tensor);
  }
}

function noCheckpoint(place: Place, problem: string): ReadError {
  return new ReadError({
    ...place,
    code: 'malformed',
    message: `${place.path} is no TensorFlow checkpoint of the first format (Saver V1): ${problem}.`,
  });
}

function tooNew(place: Place, version: number): ReadError {
  return new ReadError({
    ...place,
    code: 'unsupported',
    message: `${place.path} asks for a reader of version ${String(version)}, and this one reads version ${String(checkpointVersion)}: a newer TensorFlow wrote it. Update this extension.`,
  });
}

function tooMany(place: Place): ReadError {
  return new ReadError({
    ...place,
    code: 'limit-exceeded',
    message: `${place.path} lists more than the ${String(limits.checkpointSlices)} slices that are read. It is damaged or was made to exhaust memory.`,
  });
}

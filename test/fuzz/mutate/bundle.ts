import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { maskCrc32c } from '../../../src/codec/crc32c/masked.ts';
import {
  BundleEntryProtoSchema,
  type BundleEntryProto,
} from '../../../src/codec/protobuf/generated/tensorflow/tensor_bundle_pb.ts';
import { storedStrings } from '../../support/bundle-writer.ts';
import { writeTable, type KeyValue } from '../../support/table-writer.ts';
import type { Random } from '../random.ts';
import type { Files } from '../subject.ts';
import { joined } from './bytes.ts';
import { mutateMessage } from './protobuf.ts';
import { blocksOf } from './table.ts';

const stringDtype = 7;

/** A scalar string tensor of a checkpoint, and where it stands in the index. */
interface StoredMessage {
  readonly index: string;
  readonly entries: KeyValue[];
  readonly place: number;
  readonly entry: BundleEntryProto;
  /** The data file, and what is in it. */
  readonly file: string;
  readonly data: Uint8Array;
  readonly message: Uint8Array;
}

/**
 * Changes the message that a string tensor of a checkpoint holds (its object graph), behind right checksums of
 * lengths, values and index; the files as they are where there is none.
 */
export function mutateStoredMessage(files: Files, random: Random): Files {
  const found = find(files);
  if (!found) return files;
  const { index, entries, place, entry, file, data } = found;
  const { stored, crc } = storedStrings([mutateMessage(found.message, random)], false);
  const changed = create(BundleEntryProtoSchema, {
    ...entry,
    offset: BigInt(data.length),
    size: BigInt(stored.length),
    crc32c: maskCrc32c(crc),
  });
  const key = entries[place]?.[0] ?? new Uint8Array(0);
  entries[place] = [key, toBinary(BundleEntryProtoSchema, changed)];
  return new Map(files).set(file, joined([data, stored])).set(index, writeTable(entries));
}

/** The object graph that a checkpoint's files hold; undefined where they hold none. */
export function storedMessage(files: Files): Uint8Array | undefined {
  return find(files)?.message;
}

function find(files: Files): StoredMessage | null {
  const index = [...files.keys()].find((path) => path.endsWith('.index'));
  if (index === undefined) return null;
  const blocks = blocksOf(files.get(index) ?? new Uint8Array(0)) ?? [];
  const entries = blocks.flatMap((block) => block.entries);
  for (const [place, [key, value]] of entries.entries()) {
    if (key.length === 0 || key[0] === 0) continue;
    const entry = fromBinary(BundleEntryProtoSchema, value);
    if (entry.dtype !== stringDtype || (entry.shape?.dim.length ?? 0) > 0) continue;
    const shard = `.data-${String(entry.shardId).padStart(5, '0')}-of-`;
    const begins = index.replace(/\.index$/, shard);
    const file = [...files.keys()].find((path) => path.startsWith(begins));
    const data = files.get(file ?? '');
    if (file === undefined || !data) continue;
    const end = Number(entry.offset + entry.size);
    const message = messageIn(data.subarray(Number(entry.offset), end));
    return { index, entries, place, entry, file, data, message };
  }
  return null;
}

/** The only string of a tensor: after its length and the checksum of that. */
function messageIn(stored: Uint8Array): Uint8Array {
  let length = 1;
  while ((stored[length - 1] ?? 0) >= 0x80) length++;
  return stored.subarray(length + 4);
}

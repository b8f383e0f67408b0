import { fromBinary } from '@bufbuild/protobuf';
import { BundleEntryProtoSchema } from '../../src/codec/protobuf/generated/tensorflow/tensor_bundle_pb.ts';
import { blockPlaces, blocksOf } from './mutate/table.ts';
import { placesOf } from './mutate/zip.ts';
import type { Files } from './subject.ts';

/** A part of a file: from its first byte up to before its end. */
interface Part {
  readonly start: number;
  readonly end: number;
}

/** Which bytes of a file lie under a checksum that a reader of all of it verifies. */
export function isUnderChecksum(files: Files, file: string): (at: number) => boolean {
  const parts = partsUnderChecksum(files, file);
  return (at) => parts.some(({ start, end }) => at >= start && at < end);
}

function partsUnderChecksum(files: Files, file: string): Part[] {
  const bytes = files.get(file) ?? new Uint8Array(0);
  if (isTable(bytes)) {
    // With a byte for the compression and four for the checksum.
    return blockPlaces(bytes).map(({ offset, size }) => ({
      start: offset,
      end: offset + size + 5,
    }));
  }
  const shard = /^(.*)\.data-(\d+)-of-\d+$/s.exec(file);
  if (shard) return valuesIn(files.get(`${shard[1] ?? ''}.index`), Number(shard[2]));
  if (file.endsWith('.npz')) return contentsOf(bytes, '.npy');
  if (file.endsWith('.keras')) return contentsOf(bytes, '.json');
  if (file === 'requests') return [{ start: 0, end: bytes.length }];
  return [];
}

/** What lies in an archive; the bits behind the last of a deflated one are none of its own. */
function contentsOf(archive: Uint8Array, kind: string): Part[] {
  return placesOf(archive)
    .filter(({ path }) => path.endsWith(kind))
    .map(({ start, end, deflate }) => ({ start, end: deflate ? end - 1 : end }));
}

/** Whether a file ends in the magic number of a table: an index, or a checkpoint of the first format. */
function isTable(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(-8)).toString('hex') === '57fb808b247547db';
}

/** The values that an index places in a data file. */
function valuesIn(index: Uint8Array | undefined, shard: number): Part[] {
  const entries = blocksOf(index ?? new Uint8Array(0))?.flatMap((block) => block.entries) ?? [];
  return entries.flatMap(([key, value]) => {
    if (key.length === 0) return [];
    const { shardId, offset, size } = fromBinary(BundleEntryProtoSchema, value);
    return shardId === shard ? [{ start: Number(offset), end: Number(offset + size) }] : [];
  });
}

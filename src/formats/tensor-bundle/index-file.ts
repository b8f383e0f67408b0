import { unmaskCrc32c } from '../../codec/crc32c/masked.ts';
import { decode } from '../../codec/protobuf/decode.ts';
import {
  BundleEntryProtoSchema,
  BundleHeaderProtoSchema,
  type BundleEntryProto,
} from '../../codec/protobuf/generated/tensorflow/tensor_bundle_pb.ts';
import { openTable } from '../../codec/sstable/table.ts';
import { ReadError } from '../../core/errors.ts';
import { FindingList } from '../../core/finding-list.ts';
import { Pacer } from '../../core/pacer.ts';
import type { Place } from '../../core/read-error.ts';
import { decodeUtf8, visibleBytes } from '../../core/text.ts';
import { limits } from '../../protocol/limits.ts';
import { shownName } from '../../protocol/visible-text.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import type { Finding } from '../../protocol/model.ts';
import type { OpenContext } from '../contract.ts';

/** TensorFlow's reader (kTensorBundleVersion); a file that asks for more cannot be understood. */
const bundleVersion = 1;
/** File names have five digits; more shards than that have no names of their own. */
const mostShards = 99_999;

export interface BundleHeader {
  readonly shards: number;
  readonly bigEndian: boolean;
  readonly producer: number;
  readonly minConsumer: number;
}

/** What the index says of one key, before anything of it is checked. */
export interface IndexEntry {
  readonly key: Uint8Array;
  readonly entry: BundleEntryProto;
}

export interface BundleIndex {
  readonly header: BundleHeader;
  /** Tensors, in the order of their keys. */
  readonly tensors: readonly IndexEntry[];
  /** Slices of partitioned tensors, by their encoded key as `latin1`. */
  readonly slices: ReadonlyMap<string, BundleEntryProto>;
  /** Damage of single blocks and entries; all the others are in `tensors`. */
  readonly findings: readonly Finding[];
}

/**
 * Reads the whole index of a checkpoint (tensorflow/core/protobuf/tensor_bundle.proto): the header under the
 * empty key, then an entry for each tensor and for each slice.
 * @param file the index relative to the artifact, for findings
 * @throws ReadError where not even the header can be read
 */
export async function readIndex(
  source: ByteSource,
  place: Place,
  file: string,
  { signal, report }: Pick<OpenContext, 'signal' | 'report'> = {},
): Promise<BundleIndex> {
  const table = await openTable(source, place, 'TensorFlow checkpoint index', signal);
  const tensors: IndexEntry[] = [];
  const slices = new Map<string, BundleEntryProto>();
  const findings = new FindingList(file);
  let stopped: readonly Finding[] = [];
  let header: BundleHeader | null = null;
  const budget = { parts: limits.protobufFileParts };

  const pacer = new Pacer(signal);
  for await (const item of table.entries(signal)) {
    if (findings.full) {
      stopped = [damagedAllOver(place, file)];
      break;
    }
    if (pacer.due) {
      const done = 'damage' in item ? 0 : item.offset;
      report?.({ done, total: source.size, unit: 'bytes', message: `Reading ${file}` });
      await pacer.pause();
    }
    if ('damage' in item) {
      // The header is in the first block; without it nothing else has a meaning.
      if (!header) throw item.damage;
      findings.add({
        severity: 'error',
        code: item.damage.code,
        message: `${item.damage.message} The tensors that it lists are missing below; all the others are shown.`,
        location: file,
        kind: 'file',
      });
      continue;
    }
    const entryPlace = { ...place, offset: item.offset };
    if (!header) {
      if (item.key.length > 0) throw notAnIndex(place, 'its first entry is not the header');
      header = readHeader(item.value, entryPlace);
      continue;
    }
    try {
      const entry = decode(BundleEntryProtoSchema, item.value, entryPlace, budget);
      // Slices' keys begin with a zero, which no variable's name does.
      if (item.key[0] === 0) slices.set(Buffer.from(item.key).toString('latin1'), entry);
      else if (hasName(item.key)) tensors.push({ key: item.key, entry });
      else throw nameless(entryPlace, item.key.length);
    } catch (error) {
      if (!(error instanceof ReadError)) throw error;
      findings.add({
        severity: 'error',
        code: error.code,
        message: `The entry of ${shownName(visibleBytes(item.key))} cannot be read: ${error.message}`,
        location: file,
        kind: 'file',
      });
    }
  }
  if (!header) throw notAnIndex(place, 'it has no entries');
  return { header, tensors, slices, findings: [...findings.all, ...stopped] };
}

function readHeader(value: Uint8Array, place: Place & { offset: number }): BundleHeader {
  const header = decode(BundleHeaderProtoSchema, value, place);
  if (header.numShards < 0 || header.numShards > mostShards) {
    throw notAnIndex(place, `its header states ${String(header.numShards)} data files`);
  }
  if (header.endianness !== 0 && header.endianness !== 1) {
    throw notAnIndex(place, `its header states byte order ${String(header.endianness)}`);
  }
  const minConsumer = header.version?.minConsumer ?? 0;
  if (minConsumer > bundleVersion) {
    throw new ReadError({
      code: 'unsupported',
      message: `${place.path} asks for a reader of version ${String(minConsumer)}, and this one reads version ${String(bundleVersion)}: a newer TensorFlow wrote it. Update this extension.`,
      format: place.format,
      path: place.path,
    });
  }
  return {
    shards: header.numShards,
    bigEndian: header.endianness === 1,
    producer: header.version?.producer ?? 0,
    minConsumer,
  };
}

/** The checksum of the values, as `crc32c` computes it. */
export function storedChecksum(entry: BundleEntryProto): number {
  return unmaskCrc32c(entry.crc32c);
}

/** A key is a name: text, or bytes that are shown as escapes. */
export function nameOf(key: Uint8Array): string {
  return decodeUtf8(key) ?? visibleBytes(key);
}

/** Whether a key's name is not too long; escapes take four characters for a byte. */
function hasName(key: Uint8Array): boolean {
  return key.length * 4 <= limits.nameCharacters || nameOf(key).length <= limits.nameCharacters;
}

function nameless(place: Place, bytes: number): ReadError {
  const message = `its name of ${String(bytes)} bytes is no text.`;
  return new ReadError({ ...place, code: 'malformed', message });
}

/** To read on would only find more of the same. */
function damagedAllOver({ path }: Place, location: string): Finding {
  const message = `${path} is damaged in more than ${String(limits.findings)} places and was not read to its end. Copy it again from where it was saved.`;
  return { severity: 'error', code: 'malformed', message, location, kind: 'file' };
}

function notAnIndex(place: Place, problem: string): ReadError {
  return new ReadError({
    code: 'malformed',
    message: `${place.path} is not a TensorFlow checkpoint index: ${problem}.`,
    format: place.format,
    path: place.path,
  });
}

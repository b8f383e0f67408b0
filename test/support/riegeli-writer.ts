import { brotliCompressSync } from 'node:zlib';
import { highwayHash } from '../../src/codec/riegeli/highway-hash.ts';

/** Where the records of a written file begin, as Riegeli's positions. */
export interface WrittenRecords {
  readonly bytes: Uint8Array;
  readonly positions: readonly number[];
}

const [block, blockHeader, chunkHeader] = [65_536, 24, 40];

/**
 * A Riegeli/records file with several records in a chunk (google/riegeli, doc/riegeli_records_file_format.md).
 * @param compression `none`, `brotli`, or the letter of one that is not read
 */
export function writeRiegeli(
  records: readonly Uint8Array[],
  { perChunk = 1, compression = 'none' }: { perChunk?: number; compression?: string } = {},
): WrittenRecords {
  const file: number[] = [];
  const positions: number[] = [];
  appendChunk(file, 0x73, 0, 0, new Uint8Array(0));
  for (let from = 0; from < records.length; from += perChunk) {
    const some = records.slice(from, from + perChunk);
    positions.push(...some.map((_, index) => file.length + index));
    const sizes = Uint8Array.from(some.flatMap(({ length }) => varint(length)));
    const values = Buffer.concat(some);
    const [packedSizes, packedValues] = [sizes, values].map((part) => packed(part, compression));
    const data = Buffer.concat([
      Uint8Array.from([compression === 'none' ? 0 : compression.charCodeAt(0)]),
      Uint8Array.from(varint(packedSizes?.length ?? 0)),
      packedSizes ?? sizes,
      packedValues ?? values,
    ]);
    appendChunk(file, 0x72, some.length, values.length, data);
  }
  return { bytes: Uint8Array.from(file), positions };
}

function packed(bytes: Uint8Array, compression: string): Uint8Array {
  if (compression === 'none') return bytes;
  const content = compression === 'brotli' ? brotliCompressSync(bytes) : bytes;
  return Buffer.concat([Uint8Array.from(varint(bytes.length)), content]);
}

function appendChunk(
  file: number[],
  type: number,
  records: number,
  decodedBytes: number,
  data: Uint8Array,
): void {
  const header = Buffer.alloc(chunkHeader);
  header.writeBigUInt64LE(BigInt(data.length), 8);
  header.writeBigUInt64LE(highwayHash(data), 16);
  header.writeBigUInt64LE((BigInt(records) << 8n) | BigInt(type), 24);
  header.writeBigUInt64LE(BigInt(decodedBytes), 32);
  header.writeBigUInt64LE(highwayHash(new Uint8Array(header.subarray(8))), 0);
  const begin = file.length;
  const blocks: number[] = [];
  for (const byte of Buffer.concat([header, data])) {
    if (file.length % block === 0) {
      blocks.push(file.length);
      file.push(...new Uint8Array(blockHeader));
    }
    file.push(byte);
  }
  while (file.length < begin + records) file.push(0);
  // No chunk begins inside a block header, nor right behind one.
  while (file.length % block > 0 && file.length % block <= blockHeader) file.push(0);
  for (const at of blocks) file.splice(at, blockHeader, ...blockHeaderAt(at, begin, file.length));
}

/** Where the chunk begins and ends that a block header interrupts. */
function blockHeaderAt(at: number, begin: number, end: number): Uint8Array {
  const header = Buffer.alloc(blockHeader);
  header.writeBigUInt64LE(BigInt(at - begin), 8);
  header.writeBigUInt64LE(BigInt(end - at), 16);
  header.writeBigUInt64LE(highwayHash(new Uint8Array(header.subarray(8))), 0);
  return header;
}

function varint(number: number): number[] {
  const bytes: number[] = [];
  let left = number;
  for (; left >= 0x80; left = Math.floor(left / 0x80)) bytes.push((left & 0x7f) | 0x80);
  return [...bytes, left];
}

import { throwIfCancelled } from '../../core/cancel.ts';
import { Cursor } from '../../core/cursor.ts';
import { ReadError } from '../../core/errors.ts';
import type { Place } from '../../core/read-error.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import { limits } from '../../protocol/limits.ts';
import { highwayHash } from './highway-hash.ts';

/**
 * Chunks of a Riegeli/records file (google/riegeli, doc/riegeli_records_file_format.md): each holds some records, and
 * every 64 KiB a block header lies in between, which only serves to find a chunk without reading those before it.
 */

const blockBytes = 64 * 1024;
const blockHeaderBytes = 24;
const chunkHeaderBytes = 40;

/** The first chunk of every file, after the first block header: it holds nothing and is the file's signature. */
const signature = 0x73;

/** A chunk's header: where it lies and what it holds. */
export interface RiegeliChunk {
  /** Its first byte, or that of the block header which lies there. */
  readonly begin: number;
  /** Bytes of the data, without the block headers in between. */
  readonly dataBytes: number;
  readonly dataHash: bigint;
  /** `r`: records, `t`: transposed records; others hold none. */
  readonly type: number;
  readonly records: number;
  /** Bytes of all records together. */
  readonly decodedBytes: number;
}

/** Whether these are the first bytes of a Riegeli/records file. */
export function isRiegeli(head: Uint8Array): boolean {
  return [0x83, 0xaf, 0x70, 0xd1, 0x0d, 0x88, 0x4a, 0x3f].every((byte, at) => head[at] === byte);
}

/**
 * The headers of all chunks that hold records; no data is read.
 * @throws ReadError
 */
export async function readChunks(
  source: ByteSource,
  place: Place,
  signal?: AbortSignal,
): Promise<readonly RiegeliChunk[]> {
  const chunks: RiegeliChunk[] = [];
  for (let begin = 0, count = 0; begin < source.size; count++) {
    throwIfCancelled(signal);
    if (count > limits.riegeliChunks) {
      throw damaged(place, begin, 'it has more chunks than any real file', 'limit-exceeded');
    }
    const chunk = await readHeader(source, begin, place, signal);
    if (count === 0 && chunk.type !== signature) {
      throw damaged(place, begin, 'it does not begin with the signature of its format');
    }
    if (chunk.records > 0) chunks.push(chunk);
    begin = endOf(chunk);
  }
  return chunks;
}

async function readHeader(
  source: ByteSource,
  begin: number,
  place: Place,
  signal: AbortSignal | undefined,
): Promise<RiegeliChunk> {
  const bytes = await readData(source, begin, 0, chunkHeaderBytes, place, signal);
  const cursor = new Cursor(bytes, { ...place, what: 'the header of a chunk', offset: begin });
  if (cursor.uint64() !== highwayHash(bytes.subarray(8))) {
    throw damaged(
      place,
      begin,
      'the checksum of a chunk’s header does not match it',
      'checksum-mismatch',
    );
  }
  const dataBytes = cursor.uint64();
  const dataHash = cursor.uint64();
  const typeAndRecords = cursor.uint64();
  const decodedBytes = cursor.uint64();
  const records = typeAndRecords >> 8n;
  const left = BigInt(source.size - begin);
  if (dataBytes > left || records > left) {
    throw damaged(place, begin, `a chunk of ${String(dataBytes)} bytes reaches beyond its end`);
  }
  return {
    begin,
    dataBytes: Number(dataBytes),
    dataHash,
    type: Number(typeAndRecords & 0xffn),
    records: Number(records),
    decodedBytes: Number(BigInt.asUintN(53, decodedBytes)),
  };
}

/**
 * A chunk's data, verified.
 * @throws ReadError `checksum-mismatch`
 */
export async function readChunkData(
  source: ByteSource,
  chunk: RiegeliChunk,
  place: Place,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const data = await readData(
    source,
    chunk.begin,
    chunkHeaderBytes,
    chunk.dataBytes,
    place,
    signal,
  );
  if (highwayHash(data) !== chunk.dataHash) {
    throw damaged(
      place,
      chunk.begin,
      'the checksum of a chunk does not match its bytes',
      'checksum-mismatch',
    );
  }
  return data;
}

/** Bytes of a chunk from `skip` on, without the block headers between them. */
async function readData(
  source: ByteSource,
  begin: number,
  skip: number,
  length: number,
  place: Place,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const start = withHeaders(begin, skip);
  const end = withHeaders(begin, skip + length);
  if (end > source.size) throw damaged(place, begin, 'it ends inside a chunk', 'truncated');
  const raw = await source.read(start, end - start, signal);
  const data = new Uint8Array(length);
  let filled = 0;
  for (let at = start; at < end;) {
    const inBlock = at % blockBytes;
    if (inBlock < blockHeaderBytes) {
      at += blockHeaderBytes - inBlock;
      continue;
    }
    const piece = raw.subarray(at - start, Math.min(end, at + blockBytes - inBlock) - start);
    data.set(piece, filled);
    filled += piece.length;
    at += piece.length;
  }
  return data;
}

/** Where `length` bytes of a chunk end that begins at `begin`, the block headers among them counted. */
function withHeaders(begin: number, length: number): number {
  const usable = blockBytes - blockHeaderBytes;
  const headers = Math.floor((length + ((begin + usable - 1) % blockBytes)) / usable);
  return begin + length + headers * blockHeaderBytes;
}

/** A chunk has a byte at least for each record, so that every record has a position of its own. */
function endOf({ begin, dataBytes, records }: RiegeliChunk): number {
  const place = begin + records;
  const left = blockBytes - 1 - ((place + blockBytes - 1) % blockBytes);
  const rounded = place + Math.max(0, left - (blockBytes - blockHeaderBytes - 1));
  return Math.max(withHeaders(begin, chunkHeaderBytes + dataBytes), rounded);
}

export function damaged(
  place: Place,
  offset: number,
  what: string,
  code: ReadError['code'] = 'malformed',
): ReadError {
  return new ReadError({
    code,
    format: place.format,
    path: place.path,
    offset,
    message: `${place.path} is damaged at byte ${String(offset)}: ${what}. Copy the file again from where it was saved.`,
  });
}

import { brotliDecompressSync } from 'node:zlib';
import { Cursor } from '../../core/cursor.ts';
import { ReadError } from '../../core/errors.ts';
import type { Place } from '../../core/read-error.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import { limits } from '../../protocol/limits.ts';
import { uncompressSnappy } from '../snappy/uncompress.ts';
import { damaged, readChunkData, readChunks, type RiegeliChunk } from './chunks.ts';

const simple = 0x72;

/** Compressions of a chunk: Riegeli's own letters. */
const compression = { none: 0, brotli: 0x62, zstd: 0x7a, snappy: 0x73 } as const;

/** The records of a Riegeli/records file, each found by its position: that of its chunk, plus its place in there. */
export class RiegeliRecords {
  readonly #source: ByteSource;
  readonly #place: Place;
  readonly #chunks: readonly RiegeliChunk[];
  /** The last chunk that was decoded: records are mostly asked for in their order. */
  #decoded: { readonly chunk: RiegeliChunk; readonly records: readonly Uint8Array[] } | null = null;

  private constructor(source: ByteSource, place: Place, chunks: readonly RiegeliChunk[]) {
    this.#source = source;
    this.#place = place;
    this.#chunks = chunks;
  }

  /**
   * Reads the headers of a file's chunks. The source stays the caller's.
   * @throws ReadError
   */
  static async open(
    source: ByteSource,
    place: Place,
    signal?: AbortSignal,
  ): Promise<RiegeliRecords> {
    return new RiegeliRecords(source, place, await readChunks(source, place, signal));
  }

  /** @throws ReadError where there is none */
  async last(signal?: AbortSignal): Promise<Uint8Array> {
    const chunk = this.#chunks.at(-1);
    const record = chunk && (await this.#recordsOf(chunk, signal)).at(-1);
    if (!record) throw damaged(this.#place, 0, 'it holds no records');
    return record;
  }

  /** @throws ReadError where no record has this position */
  async at(position: number, signal?: AbortSignal): Promise<Uint8Array> {
    const chunk = this.#chunks.findLast(({ begin }) => begin <= position);
    const record = chunk && (await this.#recordsOf(chunk, signal))[position - chunk.begin];
    if (!record) throw damaged(this.#place, position, 'no record begins there');
    return record;
  }

  async #recordsOf(
    chunk: RiegeliChunk,
    signal: AbortSignal | undefined,
  ): Promise<readonly Uint8Array[]> {
    if (this.#decoded?.chunk !== chunk) {
      if (chunk.decodedBytes > limits.riegeliChunkBytes) throw this.#tooLarge(chunk);
      const data = await readChunkData(this.#source, chunk, this.#place, signal);
      this.#decoded = { chunk, records: this.#decode(chunk, data) };
    }
    return this.#decoded.records;
  }

  #decode(chunk: RiegeliChunk, data: Uint8Array): readonly Uint8Array[] {
    if (chunk.type !== simple) {
      throw this.#unsupported(chunk, 'stores its records transposed');
    }
    const place = { ...this.#place, what: 'a chunk of records', offset: chunk.begin };
    const cursor = new Cursor(data, place);
    const how = cursor.uint8();
    const sizesBytes = cursor.varint64();
    if (sizesBytes > BigInt(cursor.remaining)) {
      throw cursor.malformed('the sizes of its records take more than the chunk');
    }
    const sizes = this.#uncompress(chunk, how, cursor.take(Number(sizesBytes)));
    const values = this.#uncompress(chunk, how, cursor.take(cursor.remaining));
    const lengths = new Cursor(sizes, { ...place, what: 'the sizes of records' });
    const content = new Cursor(values, { ...place, what: 'the records of a chunk' });
    const records: Uint8Array[] = [];
    for (let count = 0; count < chunk.records; count++) {
      const length = lengths.varint64();
      if (length > BigInt(content.remaining)) {
        throw content.malformed(`a record of ${String(length)} bytes reaches beyond the chunk`);
      }
      records.push(content.take(Number(length)));
    }
    return records;
  }

  #uncompress(chunk: RiegeliChunk, how: number, bytes: Uint8Array): Uint8Array {
    if (how === compression.none) return bytes;
    const place = { ...this.#place, what: 'a compressed chunk', offset: chunk.begin };
    const cursor = new Cursor(bytes, place);
    const stated = cursor.varint64();
    if (stated > BigInt(limits.riegeliChunkBytes)) throw this.#tooLarge(chunk);
    const compressed = cursor.take(cursor.remaining);
    switch (how) {
      case compression.brotli:
        try {
          const maxOutputLength = Math.max(1, Number(stated));
          return brotliDecompressSync(compressed, { maxOutputLength });
        } catch (cause) {
          const error = cursor.malformed('the compressed bytes are not what Brotli writes');
          throw new ReadError({ ...error.data, format: place.format }, { cause });
        }
      case compression.snappy:
        return uncompressSnappy(compressed, place);
      case compression.zstd:
        throw this.#unsupported(chunk, 'is compressed with Zstandard');
      default:
        throw cursor.malformed(`it is compressed in a way that nobody knows (${String(how)})`);
    }
  }

  #tooLarge({ begin, decodedBytes }: RiegeliChunk): ReadError {
    return new ReadError({
      ...this.#place,
      code: 'limit-exceeded',
      offset: begin,
      message: `${this.#place.path}: a chunk of records at byte ${String(begin)} has ${String(decodedBytes)} bytes, more than the ${String(limits.riegeliChunkBytes)} that are read. The file is damaged or was made to exhaust memory.`,
    });
  }

  #unsupported({ begin }: RiegeliChunk, what: string): ReadError {
    return new ReadError({
      ...this.#place,
      code: 'unsupported',
      offset: begin,
      message: `${this.#place.path}: a chunk of records at byte ${String(begin)} ${what}, which is not read. TensorFlow writes none by default; save the model again without such an option.`,
    });
  }
}

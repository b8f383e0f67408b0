import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { throwIfCancelled } from '../core/cancel.ts';
import { AppError } from '../core/errors.ts';
import { shownName } from '../protocol/visible-text.ts';
import { limits } from '../protocol/limits.ts';
import { ArchiveTree } from './archive-tree.ts';
import type { Archive, ArchiveEntry, ArtifactTree, ByteSource } from './byte-source.ts';
import { InflatedSource, InflatedStore } from './inflated.ts';
import { segment } from './segment.ts';

/** Bytes read at once where an entry is read from its beginning to its end. */
const blockBytes = 1024 ** 2;

/** Bytes of an entry's local header before its name and extra field. */
const localHeaderBytes = 30;

/** How an entry's content is encoded (APPNOTE.TXT, 4.4.5). */
const method = { stored: 0, deflated: 8 } as const;

/**
 * Reads the directory of a ZIP archive (PKWARE's APPNOTE.TXT, ZIP64 included). The archive owns `source` from here
 * on, also where this fails.
 * @param path of the archive, for errors
 * @throws AppError `malformed`, `truncated` or `limit-exceeded` for an archive that is damaged or was made to harm:
 *   too many entries, entries that overlap, names that lead out of it
 */
export async function openZip(
  source: ByteSource,
  path: string,
  signal?: AbortSignal,
): Promise<Archive> {
  let zip: ZipFile | undefined;
  try {
    zip = await yauzl.fromRandomAccessReaderPromise(new SourceReader(source), source.size, {
      autoClose: false,
      lazyEntries: true,
      // The names are checked here, so that the sentence says what is wrong with which.
      decodeStrings: false,
    });
    return new ZipArchive(zip, source, path, await listEntries(zip, source, path, signal));
  } catch (thrown) {
    zip?.close();
    await source.close();
    throw zipError(thrown, path);
  }
}

async function listEntries(
  zip: ZipFile,
  source: ByteSource,
  path: string,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > limits.zipEntries) {
    throw hostile(path, `it states ${String(zip.entryCount)} entries`);
  }
  const entries = new Map<string, Entry>();
  const all: Entry[] = [];
  let directoryBytes = 0;
  for await (const entry of zip.eachEntry()) {
    throwIfCancelled(signal);
    directoryBytes += entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
    if (directoryBytes > limits.zipDirectoryBytes) {
      throw hostile(path, `its directory has more than ${String(limits.zipDirectoryBytes)} bytes`);
    }
    const name = nameOf(entry);
    // A backslash is a separator to some programs: such a name must not lead out of the archive either.
    const problem = yauzl.validateFileName(name.replaceAll('\\', '/'));
    if (problem !== null) throw hostile(path, `an entry has the name ${shownName(name)}`);
    all.push(entry);
    if (!name.endsWith('/')) entries.set(name, entry);
  }
  checkPlaces(all, source, path);
  return entries;
}

/**
 * An entry's name, as Python reads it: ASCII is ASCII, control characters too, for which yauzl has the glyphs of
 * code page 437.
 */
function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string {
  if (fileNameRaw.every((byte) => byte < 0x80)) return fileNameRaw.toString('latin1');
  return yauzl.getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true);
}

/** Entries that share bytes unpack to far more than the archive holds. */
function checkPlaces(entries: readonly Entry[], source: ByteSource, path: string): void {
  const ordered = [...entries].sort(
    (a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader,
  );
  ordered.forEach((entry, index) => {
    const end =
      entry.relativeOffsetOfLocalHeader +
      localHeaderBytes +
      entry.fileNameLength +
      entry.compressedSize;
    const next = ordered[index + 1]?.relativeOffsetOfLocalHeader ?? source.size;
    if (end > next) throw hostile(path, 'its entries overlap or reach beyond its end');
  });
}

class ZipArchive implements Archive {
  readonly entries: readonly ArchiveEntry[];
  readonly tree: ArtifactTree;
  readonly #zip: ZipFile;
  readonly #source: ByteSource;
  readonly #inflated: InflatedStore;

  constructor(zip: ZipFile, source: ByteSource, path: string, entries: ReadonlyMap<string, Entry>) {
    this.#zip = zip;
    this.#source = source;
    this.#inflated = new InflatedStore();
    this.entries = [...entries].map(
      ([name, entry]) => new ZipEntry({ zip, source, path, inflated: this.#inflated, name, entry }),
    );
    this.tree = new ArchiveTree(path, this.entries);
  }

  async close(): Promise<void> {
    this.#zip.close();
    await this.#inflated.close();
    await this.#source.close();
  }
}

/** What an entry is made of. */
interface EntryParts {
  readonly zip: ZipFile;
  readonly source: ByteSource;
  /** Of the archive. */
  readonly path: string;
  readonly inflated: InflatedStore;
  readonly name: string;
  readonly entry: Entry;
}

class ZipEntry implements ArchiveEntry {
  readonly path: string;
  readonly bytes: number;
  readonly stored: boolean;
  readonly #parts: EntryParts;
  #source: Promise<ByteSource> | null = null;
  #intact: boolean | null = null;

  constructor(parts: EntryParts) {
    const { name, entry } = parts;
    this.#parts = parts;
    this.path = name;
    this.bytes = entry.uncompressedSize;
    this.stored = entry.compressionMethod === method.stored;
  }

  open(): Promise<ByteSource> {
    this.#source ??= this.#open().catch((thrown: unknown) => {
      this.#source = null;
      throw zipError(thrown, this.#parts.path);
    });
    return this.#source;
  }

  async intact(signal?: AbortSignal): Promise<boolean> {
    if (this.#intact !== null) return this.#intact;
    const source = await this.open();
    let crc = 0;
    for (let offset = 0; offset < source.size; offset += blockBytes) {
      const length = Math.min(blockBytes, source.size - offset);
      crc = crc32(await source.read(offset, length, signal), crc);
    }
    this.#intact = crc === this.#parts.entry.crc32;
    return this.#intact;
  }

  async #open(): Promise<ByteSource> {
    const { zip, source, path, inflated, name, entry } = this.#parts;
    const known = this.stored || entry.compressionMethod === method.deflated;
    if (entry.isEncrypted() || !known) {
      throw new AppError({
        code: 'unsupported',
        message: `${shownName(name)} in ${path} is ${entry.isEncrypted() ? 'encrypted' : `compressed in a way (method ${String(entry.compressionMethod)}) that is not read`}. Unpack the archive with the program that made it.`,
        path,
      });
    }
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    if (this.stored) return segment(source, fileDataStart, entry.uncompressedSize);
    return new InflatedSource({
      size: entry.uncompressedSize,
      place: `${shownName(name)} in ${path}`,
      path,
      store: inflated,
      // yauzl ends the stream with an error where the content is longer or shorter than stated.
      inflate: () => zip.openReadStreamPromise(entry),
    });
  }
}

/** yauzl's reads, answered by a source. */
class SourceReader extends yauzl.RandomAccessReader {
  readonly #source: ByteSource;

  constructor(source: ByteSource) {
    super();
    this.#source = source;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(blocks(this.#source, start, end), { objectMode: false });
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#source.read(position, length).then(
      (bytes) => {
        buffer.set(bytes, offset);
        callback(null);
      },
      (thrown: unknown) => {
        callback(thrown instanceof Error ? thrown : new Error(String(thrown)));
      },
    );
  }

  /** The source is closed by the archive, after everything that reads from it. */
  override close(callback: (error: Error | null) => void): void {
    callback(null);
  }
}

async function* blocks(source: ByteSource, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let position = start; position < end; position += blockBytes) {
    yield await source.read(position, Math.min(blockBytes, end - position));
  }
}

/** What yauzl throws has no code and no path: every such sentence is of a damaged archive. */
function zipError(thrown: unknown, path: string): unknown {
  if (thrown instanceof AppError || !(thrown instanceof Error)) return thrown;
  return damaged(path, thrown.message.replace(/\.$/, ''), thrown);
}

function damaged(path: string, what: string, cause?: Error): AppError {
  return new AppError(
    {
      code: 'malformed',
      message: `${path} is a damaged ZIP archive: ${what}. Copy it again from where it was saved.`,
      path,
    },
    { cause },
  );
}

function hostile(path: string, what: string): AppError {
  return new AppError({
    code: 'limit-exceeded',
    message: `${path} is refused: ${what}. It is damaged, or was made to harm whoever unpacks it.`,
    path,
  });
}

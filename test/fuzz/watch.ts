import { getHeapStatistics } from 'node:v8';
import { AppError, ReadError } from '../../src/core/errors.ts';
import type { ArtifactTree, ByteSource } from '../../src/io/byte-source.ts';
import { openZip } from '../../src/io/zip.ts';
import type { ErrorCode } from '../../src/protocol/errors.ts';
import type { Finding } from '../../src/protocol/model.ts';

/** What a reader may answer with; `internal` is a bug of ours, and nobody cancels here. */
const codes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  ...(['not-found', 'unreadable', 'unknown-format', 'malformed', 'truncated'] as const),
  ...(['checksum-mismatch', 'missing-part', 'limit-exceeded', 'unsupported'] as const),
  ...(['bad-request', 'timed-out', 'process-died'] as const),
]);

/** Characters of a sentence. */
const longestSentence = 4096;

/** Bytes of memory that one input may take beyond what was taken before it, and for each byte of its own. */
const memoryAllowance = 256 * 1024 ** 2;
const memoryForByte = 16;

/** How often a reader may go through all of a file in one operation. */
const passes = 16;
const passBytes = 4 * 1024 ** 2;

/** Watches over what a reader does with one input, and notes what it must not do. */
export class Watch {
  readonly problems = new Set<string>();
  /** Errors and findings, by code. */
  readonly complaints: { readonly code: string; readonly message: string }[] = [];
  /** Most bytes of memory at any look. */
  peak = 0;
  readonly #bytes: number;
  readonly #before = memory();
  readonly #open = new Set<ByteSource>();
  /** Bytes that were read in this operation, by file. */
  readonly #read = new Map<string, number>();

  /** @param bytes of the input */
  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  problem(what: string): void {
    this.problems.add(what);
  }

  /** What a reader threw: an error for a person, or a bug. */
  error(thrown: unknown): void {
    if (!(thrown instanceof AppError)) {
      const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      this.problem(`threw what is no AppError: ${stack}`);
      return;
    }
    const { code, message, data } = thrown;
    this.complaints.push({ code, message });
    if (!codes.has(code)) this.problem(`threw an error of code ${code}: ${String(thrown.stack)}`);
    this.#sentence(message, `an error of code ${code}`);
    if (!(thrown instanceof ReadError)) return;
    if (!data.format) this.problem(`an error names no format: ${message}`);
    if (!data.path) this.problem(`an error names no file: ${message}`);
  }

  finding({ code, message, location }: Finding): void {
    this.complaints.push({ code, message });
    this.#sentence(message, `a finding of code ${code}`);
    if (typeof location !== 'string') this.problem(`a finding leads nowhere: ${message}`);
  }

  #sentence(text: string, of: string): void {
    const shown = `${text.slice(0, 300)}${text.length > 300 ? '…' : ''}`;
    if (text.length > longestSentence)
      this.problem(`${of} has ${text.length} characters: ${shown}`);
    if (/\bundefined\b|\[object |\n\s+at /.test(text))
      this.problem(`${of} speaks of our insides: ${shown}`);
    if (!/\S.*[.…]$/s.test(text)) this.problem(`${of} has no sentence: ${JSON.stringify(shown)}`);
  }

  /** Looks at the memory that is taken now. */
  look(): void {
    const taken = memory();
    this.peak = Math.max(this.peak, taken);
    const more = taken - this.#before;
    if (more > memoryAllowance + memoryForByte * this.#bytes) {
      this.problem(`took ${Math.round(more / 1024 ** 2)} MiB of memory for ${this.#bytes} bytes`);
    }
  }

  /** Called when everything is closed. */
  end(): void {
    this.look();
    if (this.#open.size > 0) this.problem(`left ${this.#open.size} files open that it has read`);
  }

  /** The same files, each read of which is watched. */
  tree(tree: ArtifactTree): ArtifactTree {
    const open = async (path: string, beyond = false): Promise<ByteSource> => {
      if (/^(?:[/\\]|[A-Za-z]:)|(?:^|[/\\])\.\.(?:[/\\]|$)/.test(path)) {
        this.problem(`opened ${path}, which leads out of the model's folder`);
      }
      return this.#source(await tree.open(path), path, beyond);
    };
    return {
      path: tree.path,
      root: tree.root,
      kind: tree.kind,
      file: tree.file,
      entries: () => tree.entries(),
      entry: (path) => tree.entry(path),
      list: (directory) => tree.list(directory),
      open: (path) => open(path),
      // What reads archives asks for whatever their headers state, and takes a refusal.
      archive: async (path, signal) =>
        openZip(await open(path, true), `${tree.root}/${path}`, signal),
    };
  }

  /** Begins an operation: what is read is counted anew. */
  operation(): void {
    this.#read.clear();
    this.look();
  }

  /** @param beyond whether bytes may be asked for that the source does not have */
  #source(source: ByteSource, path: string, beyond: boolean): ByteSource {
    const watched: ByteSource = {
      size: source.size,
      read: async (offset, length, signal) => {
        if (!beyond && !(offset >= 0 && length >= 0 && offset + length <= source.size)) {
          this.problem(`asked ${path} of ${source.size} bytes for ${length} bytes from ${offset}`);
        }
        this.#open.add(watched);
        const bytes = await source.read(offset, length, signal);
        const read = (this.#read.get(path) ?? 0) + length;
        this.#read.set(path, read);
        if (read > passes * source.size + passBytes) {
          this.problem(`read ${path} of ${source.size} bytes again and again`);
        }
        this.look();
        return bytes;
      },
      locate: () => source.locate(),
      close: async () => {
        this.#open.delete(watched);
        await source.close();
      },
    };
    return watched;
  }
}

/** Bytes on the heap and of buffers beside it. */
function memory(): number {
  const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
  return heap + external;
}

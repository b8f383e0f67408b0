import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { ready } from 'h5wasm';
import { AppError } from '../../../core/errors.ts';
import type { FilePlace } from '../../../io/byte-source.ts';

export type Library = Awaited<typeof ready>;

/** An open HDF5 file. */
export interface OpenFile {
  readonly library: Library;
  readonly id: bigint;
  readonly budget: ListingBudget;
  readonly reads: Reads;
}

/** What libhdf5 reads of the file. */
export interface Reads {
  readonly piece: FilePlace;
  /** Called with each read, by its place in the piece; null where nobody asks. */
  watch: ((position: number, length: number) => void) | null;
  /** Bytes of the piece as they are. */
  raw(position: number, length: number): Uint8Array;
}

/** What of a file is listed at most: all of it goes to another process at once. */
export interface ListingBudget {
  /** Characters of all paths. */
  pathCharacters: number;
  /** Bytes of all attributes' values. */
  attributeBytes: number;
  /** Members of all records' types. */
  members: number;
}

/** The only file that libhdf5 sees: no link, no external storage and no virtual dataset leads anywhere else. */
const mounted = '/file.h5';

/**
 * Opens a piece of a file for libhdf5, which reads it in place as it needs it.
 * @throws AppError `malformed` where it is no HDF5 file, or is damaged where everything begins
 */
export async function openFile(piece: FilePlace): Promise<OpenFile> {
  const library = await ready;
  library.activate_throwing_error_handler();
  const reads = mount(library, piece);
  const { H5F_ACC_RDONLY, H5F_LIBVER_EARLIEST, H5F_LIBVER_LATEST } = library;
  const id = guarded(() =>
    library.open(mounted, H5F_ACC_RDONLY, false, H5F_LIBVER_EARLIEST, H5F_LIBVER_LATEST),
  );
  const budget = { pathCharacters: 64e6, attributeBytes: 256e6, members: 500_000 };
  return { library, id, budget, reads };
}

/** Emscripten's file system, as far as a file of our own needs it. */
interface FileSystem {
  createFile(
    parent: string,
    name: string,
    properties: object,
    canRead: boolean,
    canWrite: boolean,
  ): {
    node_ops: { getattr(node: unknown): object };
    stream_ops: object;
  };
  readonly ErrnoError: new (code: number) => Error;
}

const invalidSeek = 28;
const notPermitted = 63;

function mount(library: Library, piece: FilePlace): Reads {
  const { path, offset, length } = piece;
  const files = library.FS as unknown as FileSystem;
  const descriptor = openSync(path, 'r');
  process.on('exit', () => {
    closeSync(descriptor);
  });
  const size = Math.min(length, fstatSync(descriptor).size - offset);
  const reads: Reads = {
    piece,
    watch: null,
    raw: (position, count) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(count, size - position)));
      return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, offset + position));
    },
  };
  const node = files.createFile('/', mounted.slice(1), {}, true, false);
  const own = node.node_ops;
  node.node_ops = {
    ...own,
    getattr: (of) => ({ ...own.getattr(of), size }),
  };
  node.stream_ops = {
    llseek: (stream: { position: number }, distance: number, from: 0 | 1 | 2) => {
      const position = distance + (from === 0 ? 0 : from === 1 ? stream.position : size);
      if (position < 0) throw new files.ErrnoError(invalidSeek);
      return position;
    },
    read: (_: unknown, buffer: Uint8Array, at: number, wanted: number, position: number) => {
      const available = Math.max(0, Math.min(wanted, size - position));
      reads.watch?.(position, wanted);
      return available === 0 ? 0 : readSync(descriptor, buffer, at, available, offset + position);
    },
    write: () => {
      throw new files.ErrnoError(notPermitted);
    },
  };
  return reads;
}

/**
 * Runs something of libhdf5's. What it complains of becomes an error with its innermost reason; where WebAssembly
 * itself traps, the process is of no more use and ends.
 * @throws AppError `malformed`
 */
export function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    // WebAssembly.RuntimeError, for which there is no type here; a RangeError is its stack's end.
    if (thrown instanceof Error && ['RuntimeError', 'RangeError'].includes(thrown.name)) {
      process.stderr.write(`libhdf5: ${thrown.message}\n`);
      process.exit(1);
    }
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    throw new AppError(
      { code: 'malformed', message: innermostReason(text), details: text },
      { cause: thrown },
    );
  }
}

/** Of libhdf5's stack of complaints the last: what was wrong, and not who passed it on. */
function innermostReason(text: string): string {
  // A filter that it does not know it looks for among plugins, which there are none of.
  if (/H5PL|\/plugin\b/.test(text)) return 'it needs a filter that HDF5 itself does not have';
  const reasons = [...text.matchAll(/^\s*#\d+: .*?\(\): (.*)$/gm)].map(([, reason]) => reason);
  const reason = reasons.at(-1) ?? text.split('\n', 1)[0] ?? '';
  // An "undefined address" is one that the file does not state; the word would be taken for a bug of ours.
  return reason.replace(/\bundefined\b/, 'not defined');
}

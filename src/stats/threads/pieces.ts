import { dtypeFromName } from '../../core/dtypes.ts';
import { AppError } from '../../core/errors.ts';
import type { Chunk, StoredRun } from '../../formats/contract.ts';
import type { FilePlace } from '../../io/byte-source.ts';
import type { TensorInfo } from '../../protocol/model.ts';
import { shownName } from '../../protocol/visible-text.ts';
import type { Piece } from './tasks.ts';

/** Bytes of a piece at most: so much that sending it is nothing beside the work, and little to have in memory. */
const pieceBytes = 4 * 1024 ** 2;

/** Where a tensor is cut. */
interface Grid {
  readonly elementBytes: number;
  readonly unitBytes: number;
  /** Bytes of every piece but the last. */
  readonly bytes: number;
}

/** A piece, and what it is made of. */
export interface Cut {
  readonly piece: Piece;
  readonly bytes: number;
  /** Parts of runs whose checksums are wanted, in order. */
  readonly parts: readonly { readonly run: number; readonly length: number }[];
}

/** @param together elements that stay together */
export function gridOf({ name, dtype }: TensorInfo, together: number): Grid {
  const elementBytes = dtypeFromName(dtype)?.bytes ?? 0;
  if (elementBytes === 0) throw new TypeError(`no numbers in dtype ${dtype}`);
  const unitBytes = elementBytes * together;
  if (unitBytes > pieceBytes) {
    throw new AppError({
      code: 'limit-exceeded',
      message: `Rows of ${shownName(name)} have ${String(unitBytes)} bytes, more than the ${String(pieceBytes)} that are gone over together.`,
    });
  }
  return { elementBytes, unitBytes, bytes: pieceBytes - (pieceBytes % unitBytes) };
}

/** @param checksums whether those that the runs have are to be compared */
export function* piecesOfRuns(
  runs: readonly StoredRun[],
  grid: Grid,
  checksums: boolean,
): Generator<Cut, void, undefined> {
  let start = 0;
  let bytes = 0;
  let places: FilePlace[] = [];
  let parts: { run: number; length: number }[] = [];
  const wanted = checksums && runs.some(({ crc32c }) => crc32c !== undefined);
  const cut = (): Cut => {
    const piece = pieceAt(start, grid, places, wanted);
    const made = { piece, bytes, parts: wanted ? parts : [] };
    start += bytes;
    bytes = 0;
    places = [];
    parts = [];
    return made;
  };
  for (const [run, { path, offset, length }] of runs.entries()) {
    for (let from = 0; from < length;) {
      const part = Math.min(length - from, grid.bytes - bytes);
      places.push({ path, offset: offset + from, length: part });
      parts.push({ run, length: part });
      from += part;
      bytes += part;
      if (bytes === grid.bytes) yield cut();
    }
  }
  if (bytes > 0) yield cut();
}

/**
 * @param free memory of pieces that were gone over, for the next ones
 * @throws as the chunks do; where that is of a wrong checksum, after the last piece
 */
export async function* piecesOfStream(
  chunks: AsyncIterable<Chunk>,
  grid: Grid,
  free: Uint8Array[],
): AsyncGenerator<Cut, void, undefined> {
  let start = 0;
  let filled = 0;
  let memory: Uint8Array | null = null;
  const cut = (bytes: Uint8Array): Cut => {
    const piece = pieceAt(start, grid, bytes, false);
    start += bytes.length;
    filled = 0;
    memory = null;
    return { piece, bytes: bytes.length, parts: [] };
  };
  let mismatch: AppError | null = null;
  try {
    for await (const chunk of chunks) {
      const bytes = chunk.kind === 'numbers' ? chunk.bytes : new Uint8Array(0);
      for (let from = 0; from < bytes.length;) {
        memory ??= whole(free.pop()) ?? new Uint8Array(grid.bytes);
        const part = bytes.subarray(from, from + grid.bytes - filled);
        memory.set(part, filled);
        from += part.length;
        filled += part.length;
        if (filled === grid.bytes) yield cut(memory);
      }
    }
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'checksum-mismatch') throw thrown;
    mismatch = thrown;
  }
  if (memory && filled > 0) yield cut(memory.subarray(0, filled));
  if (mismatch) throw mismatch;
}

function whole(bytes: Uint8Array | undefined): Uint8Array | undefined {
  return bytes && new Uint8Array(bytes.buffer);
}

function pieceAt(
  start: number,
  { elementBytes, unitBytes }: Grid,
  source: Piece['source'],
  checksums: boolean,
): Piece {
  return { element: start / elementBytes, unitBytes, source, checksums };
}

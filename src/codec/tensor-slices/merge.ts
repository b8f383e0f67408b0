import { chunkBytes } from '../../core/chunk-bytes.ts';
import type { ReadError } from '../../core/errors.ts';
import type { Box } from './box.ts';
import type { PieceWindow } from './piece-window.ts';
import { indexOf, runFinder, type Partitioned } from './runs.ts';

/** Bytes held for all pieces of a tensor together; each gets its share, 4 KiB at least. */
const windowsBytes = 8 * 1024 ** 2;

/** How the pieces of one tensor are read. */
export interface Merging<Piece extends Box, Window extends PieceWindow> {
  readonly itemBytes: number;
  /** `bytes`: what the piece's window may hold; whole elements. */
  readonly open: (piece: Piece, bytes: number) => Promise<Window>;
  /** The error for an element that no piece has. */
  readonly gap: (index: readonly number[]) => ReadError;
}

/**
 * Numbers of a partitioned tensor in the row-major order of the whole. In this order the elements of each piece
 * come in their stored order, so every piece is read forward through a window of its own and nothing twice.
 * @returns the windows that were opened
 */
export async function* mergeNumbers<Piece extends Box, Window extends PieceWindow>(
  tensor: Partitioned<Piece>,
  range: { readonly start: number; readonly count: number },
  { itemBytes, open, gap }: Merging<Piece, Window>,
): AsyncGenerator<
  { readonly kind: 'numbers'; readonly element: number; readonly bytes: Uint8Array },
  ReadonlyMap<Piece, Window>,
  undefined
> {
  const share = Math.max(4096, Math.min(chunkBytes, windowsBytes / tensor.slices.length));
  const windowBytes = Math.floor(share / itemBytes) * itemBytes;
  const windows = new Map<Piece, Window>();
  const openWindow = async (piece: Piece): Promise<Window> => {
    const window = await open(piece, windowBytes);
    windows.set(piece, window);
    return window;
  };

  const end = range.start + range.count;
  const findRun = runFinder(tensor);
  let element = range.start;
  while (element < end) {
    const count = Math.min(end - element, chunkBytes / itemBytes);
    const bytes = new Uint8Array(count * itemBytes);
    let filled = 0;
    while (filled < count) {
      const run = findRun(element + filled);
      if (!run) throw gap(indexOf(element + filled, tensor.shape));
      const length = Math.min(run.length, count - filled);
      const window = windows.get(run.slice) ?? (await openWindow(run.slice));
      // A slice of columns has a short run for each row: no run may cost a turn of the event loop.
      const target = bytes.subarray(filled * itemBytes, (filled + length) * itemBytes);
      let copied = window.copy(run.from * itemBytes, target);
      while (copied < target.length) {
        await window.load(run.from * itemBytes + copied);
        copied += window.copy(run.from * itemBytes + copied, target.subarray(copied));
      }
      filled += length;
    }
    yield { kind: 'numbers', element, bytes };
    element += count;
  }
  return windows;
}

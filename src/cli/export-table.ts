import { open, rm, type FileHandle } from 'node:fs/promises';
import { endianness } from 'node:os';
import { dtypeFromName } from '../core/dtypes.ts';
import { AppError } from '../core/errors.ts';
import { shownName } from '../protocol/visible-text.ts';
import type { Progress } from '../protocol/requests.ts';
import { eachBlock, type RowBlock } from '../stats/embeddings/rows.ts';
import type { OpenTable, RowTable } from '../stats/embeddings/table.ts';

/** Bytes that are gathered before they are written. */
const writtenAtOnce = 4 * 1024 ** 2;

/**
 * Writes a table as a NumPy array (numpy/lib/format.py, version 1.0), in its own dtype where NumPy has it; bfloat16 and
 * the floats of 8 bits, which it has not, as float32, which holds all of them.
 * @throws AppError `bad-request` where there is such a file already, `unreadable` where it cannot be written, and what
 *   the reader throws; nothing is left behind then
 */
export async function exportTable(
  table: OpenTable,
  target: string,
  report: (progress: Progress) => void,
): Promise<void> {
  const file = await create(target);
  const total = table.rows * table.rowBytes;
  const { description, bytesOf } = storedAs(table);
  let done = 0;
  let pending: Uint8Array[] = [header(description, table)];
  let gathered = 0;
  try {
    // Rows come as they are read, and waiting for a write is not theirs: some at a time are asked for.
    const rowsAtOnce = Math.max(1, Math.floor(writtenAtOnce / Math.max(1, table.rowBytes)));
    for (let start = 0; start < table.rows; start += rowsAtOnce) {
      const count = Math.min(rowsAtOnce, table.rows - start);
      await eachBlock(table, { start, count }, (block) => {
        const bytes = bytesOf(block);
        pending.push(bytes);
        gathered += bytes.length;
      });
      await write(file, target, pending);
      pending = [];
      done += gathered;
      gathered = 0;
      report({ done: Math.min(done, total), total, unit: 'bytes', message: 'Writing' });
    }
    await write(file, target, pending);
    await file.close();
  } catch (thrown) {
    await file.close();
    await rm(target, { force: true });
    throw thrown;
  }
}

async function create(target: string): Promise<FileHandle> {
  try {
    return await open(target, 'wx');
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new AppError(
      {
        code: exists ? 'bad-request' : 'unreadable',
        path: target,
        message: exists
          ? `${shownName(target)} is there already and is not written over. Name another file, or remove it.`
          : `${shownName(target)} cannot be written: ${(error as Error).message}. Name another file.`,
      },
      { cause: error },
    );
  }
}

async function write(
  file: FileHandle,
  target: string,
  pieces: readonly Uint8Array[],
): Promise<void> {
  try {
    await file.writev(pieces.filter(({ length }) => length > 0));
  } catch (error) {
    throw new AppError(
      {
        code: 'unreadable',
        path: target,
        message: `${shownName(target)} cannot be written: ${(error as Error).message}. Name another file.`,
      },
      { cause: error },
    );
  }
}

/** NumPy's word for a dtype, and a block's bytes in it. */
function storedAs({ tensor, dimensions }: RowTable): {
  readonly description: string;
  readonly bytesOf: (block: RowBlock) => Uint8Array;
} {
  const dtype = dtypeFromName(tensor.dtype);
  const letter = { float: 'f', int: 'i', uint: 'u' }[dtype?.kind as 'float' | 'int' | 'uint'];
  const bytes = dtype?.bytes ?? 1;
  const isNumPys = dtype?.kind !== 'float' || /^float(?:16|32|64)$/.test(tensor.dtype);
  if (isNumPys) {
    return {
      description: `${bytes === 1 ? '|' : '<'}${letter}${String(bytes)}`,
      // Blocks are only lent.
      bytesOf: (block) => block.bytes.slice(0, block.count * dimensions * bytes),
    };
  }
  return {
    description: endianness() === 'LE' ? '<f4' : '>f4',
    bytesOf: ({ values, count }) =>
      new Uint8Array(Float32Array.from(values.subarray(0, count * dimensions)).buffer),
  };
}

function header(description: string, { rows, dimensions }: RowTable): Uint8Array {
  const dict = `{'descr': '${description}', 'fortran_order': False, 'shape': (${String(rows)}, ${String(dimensions)}), }`;
  const begin = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
  // The values begin at a multiple of 64.
  const length = Math.ceil((begin.length + 2 + dict.length + 1) / 64) * 64 - begin.length - 2;
  const size = Buffer.alloc(2);
  size.writeUInt16LE(length);
  return new Uint8Array(
    Buffer.concat([begin, size, Buffer.from(`${dict.padEnd(length - 1)}\n`, 'latin1')]),
  );
}

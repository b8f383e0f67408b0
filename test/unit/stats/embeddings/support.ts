import { dtypeFromName } from '../../../../src/core/dtypes.ts';
import type { Chunk } from '../../../../src/formats/contract.ts';
import { rowTable, type OpenTable } from '../../../../src/stats/embeddings/table.ts';
import { StatisticsThreads } from '../../../../src/stats/threads/statistics-threads.ts';
import { tensorInfo } from '../../../support/tensor-info.ts';

/** For all tests of a file; closed behind them. */
export const threads = new StatisticsThreads(2);

/** A table in memory, which is handed out in chunks of `chunk` elements. */
export function tableOf(
  bytes: ArrayBufferView,
  shape: readonly [number, number],
  { dtype = 'float32', chunk = 1000 }: { readonly dtype?: string; readonly chunk?: number } = {},
): OpenTable {
  const all = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = dtypeFromName(dtype)?.bytes ?? 1;
  const info = tensorInfo('table', { dtype, shape, bytes: all.length });
  return {
    ...rowTable(info),
    threads,
    artifact: {
      async *read(_name, range): AsyncGenerator<Chunk> {
        const { start, count } = range === 'all' ? { start: 0, count: all.length / size } : range;
        for (let element = start; element < start + count; element += chunk) {
          await Promise.resolve();
          const end = Math.min(element + chunk, start + count);
          yield { kind: 'numbers', element, bytes: all.slice(element * size, end * size) };
        }
      },
    },
  };
}

/** A table of float32 from its rows. */
export function tableOfRows(rows: readonly (readonly number[])[]): OpenTable {
  return tableOf(Float32Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0]);
}

/** Numbers that are normal as those of real tables nearly are. */
export function normals(count: number, random: () => number): Float32Array {
  return Float32Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}

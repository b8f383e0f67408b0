import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ValuesPage } from '../../../src/protocol/tensors.ts';
import type { Block, LoadBlock } from '../../../webview/elements/block.ts';
import { copiedValues, copiable, readBlock } from '../../../webview/views/tensors/copied-values.ts';

/** A matrix whose cells name their place, in pages of at most so many rows and columns. */
function paged(mostRows: number, mostColumns: number): LoadBlock {
  return ({ row, column, ...wanted }): Promise<ValuesPage> => {
    const rows = Math.min(wanted.rows, mostRows);
    const columns = Math.min(wanted.columns, mostColumns);
    const cells = Array.from(
      { length: rows * columns },
      (_, at) => `${row + Math.floor(at / columns)},${column + (at % columns)}`,
    );
    const place = { row, rows, column, columns };
    return Promise.resolve({ ...place, totalRows: 100, totalColumns: 100, cells, tint: null });
  };
}

const block: Block = { row: 3, rows: 5, column: 7, columns: 4 };

describe('values on the clipboard', () => {
  it('come whole, however small the pages are', async () => {
    const whole = await readBlock(paged(100, 100), block);
    assert.deepEqual(whole[4], ['7,7', '7,8', '7,9', '7,10']);
    assert.deepEqual(await readBlock(paged(2, 3), block), whole);
  });

  it('are cut by whole rows where they are too many', () => {
    const cut = copiable({ row: 0, rows: 1_000_000, column: 0, columns: 1000 });
    assert.deepEqual(cut, { row: 0, rows: 500, column: 0, columns: 1000 });
  });

  it('nest in JSON as the matrix does, with no digit lost', () => {
    const json = (lines: string[][], dtype: string): unknown =>
      JSON.parse(copiedValues(lines, dtype, 'json', false));
    assert.deepEqual(json([['0.1', '-3'], ['NaN', '1e-7']], 'float32'), [[0.1, -3], ['NaN', 1e-7]]); // prettier-ignore
    assert.deepEqual(json([['9223372036854775807'], ['5']], 'int64'), ['9223372036854775807', 5]);
    assert.equal(json([['true']], 'bool'), true);
    assert.equal(json([['1.5']], 'string'), '1.5');
  });

  it('have neither separators nor heads as TSV', () =>
    assert.equal(copiedValues([['1', '2'], ['3', '4']], 'int32', 'tsv', false), '1\t2\n3\t4\n')); // prettier-ignore
});

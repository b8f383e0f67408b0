import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CellSelection } from '../../../webview/elements/cell-selection.ts';
import { RowSelection } from '../../../webview/elements/row-selection.ts';

describe('rows of a table', () => {
  it('are selected one at a time, and none where none is current', () => {
    const rows = new RowSelection();
    assert.deepEqual(rows.range(4), { first: 4, last: 4 });
    assert.equal(rows.range(-1), null);
  });

  it('are selected from where Shift was first held, in both directions', () => {
    const rows = new RowSelection();
    rows.extend(4, 5);
    rows.extend(5, 6);
    assert.deepEqual(rows.range(6), { first: 4, last: 6 });
    rows.extend(6, 2);
    assert.deepEqual(rows.range(2), { first: 2, last: 4 });
    assert.deepEqual([rows.has(3, 2), rows.has(5, 2)], [true, false]);
  });

  it('go back to one when something else makes another row current', () => {
    const rows = new RowSelection();
    rows.all(10);
    rows.follow(3);
    assert.deepEqual(rows.range(3), { first: 0, last: 9 });
    rows.follow(12);
    assert.deepEqual(rows.range(12), { first: 12, last: 12 });
    assert.equal(rows.clear(), false);
  });
});

describe('cells of a matrix', () => {
  it('are selected as a rectangle, whichever corner is the current one', () => {
    const cells = new CellSelection();
    assert.equal(cells.single, true);
    cells.extendFrom({ row: 5, column: 7 });
    cells.extendFrom({ row: 4, column: 8 });
    const current = { row: 3, column: 9 };
    assert.deepEqual(cells.block(current), { row: 3, rows: 3, column: 7, columns: 3 });
    assert.equal(cells.has({ row: 4, column: 8 }, current), true);
    assert.equal(cells.has({ row: 4, column: 10 }, current), false);
    cells.clear();
    assert.deepEqual(cells.block(current), { row: 3, rows: 1, column: 9, columns: 1 });
  });
});

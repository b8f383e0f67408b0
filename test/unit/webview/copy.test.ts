import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { copiedTable, type CopiedColumn } from '../../../webview/copy.ts';

const columns: readonly CopiedColumn<{ name: string; bytes: number }>[] = [
  { title: 'name', value: ({ name }) => name },
  { title: 'bytes', value: ({ bytes }) => bytes },
];
const rows = [
  { name: 'kernel', bytes: 128000 },
  { name: 'a\tb\nc', bytes: 4 },
];

describe('a copied table', () => {
  it('is aligned as text', () =>
    assert.equal(
      copiedTable(columns, rows.slice(0, 1), 'text'),
      'name    bytes\nkernel  128000\n',
    ));
  it('has one row a line as TSV, whatever names hold', () =>
    assert.equal(copiedTable(columns, rows, 'tsv'), 'name\tbytes\nkernel\t128000\na b c\t4\n'));
  it('keeps numbers and names whole as JSON', () =>
    assert.deepEqual(JSON.parse(copiedTable(columns, rows, 'json')), rows));
});

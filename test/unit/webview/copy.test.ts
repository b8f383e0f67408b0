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
  it('shows as text what cannot be seen, and does not grow with one long name', () => {
    const long = { name: 'x'.repeat(1e6), bytes: 1 };
    const text = copiedTable(columns, [...rows, long], 'text');
    assert.match(text, /^a\\tb\\nc +4$/m);
    assert.ok(text.length < 1.01e6);
  });
  it('quotes as TSV what would end a cell or a row', () =>
    assert.equal(
      copiedTable(columns, [...rows, { name: '"q"', bytes: 1 }], 'tsv'),
      'name\tbytes\nkernel\t128000\n"a\tb\nc"\t4\n"""q"""\t1\n',
    ));
  it('keeps numbers and names whole as JSON', () =>
    assert.deepEqual(JSON.parse(copiedTable(columns, rows, 'json')), rows));
});

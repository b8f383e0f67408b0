import assert from 'node:assert/strict';
import { access, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { arrayHeader, writeArray } from '../../support/array-writer.ts';
import { temporaryDirectory } from '../../support/files.ts';
import { sample, savedModel } from './support.ts';

const items = ['embeddings', sample('recommender'), '--tensor', 'item_embedding'];

test('the text says what is in each table, and what a person may do where none was found', async (t) => {
  const { code, stdout } = await savedModel('embeddings', sample('recommender'));
  assert.equal(code, 0);
  assert.match(stdout, /^user_embedding {2}1,000 × 32 float32$/m);
  assert.match(stdout, /^ {2}Labels +assets\/items\.txt$/m);
  assert.match(stdout, /^ {2}Zero rows +3: 0, 417, 498$/m);
  assert.match(stdout, /^ {2}Variance +90 % in 2 components of 32; the first has 8\d\.\d %$/m);

  const folder = await temporaryDirectory(t);
  const file = path.join(folder, 'numbers.npy');
  await writeFile(file, writeArray(arrayHeader("'<i4'", [2, 2]), new Uint8Array(16)));
  const none = await savedModel('embeddings', file);
  assert.equal(none.code, 0);
  assert.match(none.stdout, /^No embedding table was found\. There is 1 tensor of two dimensions/);
  const chosen = await savedModel('embeddings', file, '--tensor', 'numbers');
  assert.match(chosen.stdout, /^numbers {2}2 × 2 int32\n.*\n.*\n {2}Zero rows +2: 0, 1$/m);
});

test('what is near a row, with the other metric and the cosine', async () => {
  const { code, stdout } = await savedModel(
    ...items,
    '--neighbors',
    '19',
    '--metric',
    'dot',
    '--k',
    '2',
  );
  assert.equal(code, 0);
  assert.match(stdout, /^Nearest to row 19, Last Road {2}item_embedding$/m);
  assert.match(stdout, /^ +Row {2}Label +Dot product {2}Cosine$/m);
  const zero = await savedModel(...items, '--neighbors', '0');
  assert.match(zero.stdout, /None: the row is zero or has NaN in it/);
});

test('what cannot be done is said in one line, with exit code 2', async (t) => {
  const folder = await temporaryDirectory(t);
  const there = path.join(folder, 'there.npy');
  await writeFile(there, 'mine');
  const model = sample('recommender');
  for (const [words, message] of [
    [['--tensor', 'nothing'], /There is no table nothing among the 4 tensors of two dimensions/],
    [['--tensor', 'binary_rating/bias'], /has no rows to compare/],
    [['--neighbors', '3'], /There are 2 tables: name one with --tensor, such as user_embedding/],
    [['--neighbors', 'Nobody'], /There is no row Nobody in any of the 2 tables/],
    [
      ['--tensor', 'item_embedding', '--neighbors', '500'],
      /There is no row 500 in item_embedding, which has 500 rows/,
    ],
    [['--export', there], /There are 2 tables: name one/],
    [
      ['--tensor', 'item_embedding', '--export', there],
      /there\.npy is there already and is not written over/,
    ],
    [['--tensor', 'item_embedding', '--labels', path.join(folder, 'missing.txt')], /missing\.txt/],
    [['--k', '0'], /whole number of at least 1/],
    [['--metric', 'manhattan'], /manhattan/],
  ] as const) {
    const { code, stdout, stderr } = await savedModel('embeddings', model, ...words);
    assert.deepEqual([code, stdout], [2, ''], words.join(' '));
    assert.match(stderr, message);
  }
  assert.equal(await readFile(there, 'utf8'), 'mine');
});

test('words out of a file of one’s own', async (t) => {
  const folder = await temporaryDirectory(t);
  const file = path.join(folder, 'titles.csv');
  const lines = Array.from({ length: 499 }, (_, row) => `${row},Title ${row}`);
  await writeFile(file, `id,title\n${lines.join('\n')}\n`);
  const { code, stdout } = await savedModel(
    ...items,
    '--labels',
    file,
    '--neighbors',
    'Title 7',
    '--k',
    '1',
  );
  assert.equal(code, 0);
  assert.match(stdout, /^ {2}Labels +titles\.csv, title; 1 row without$/m);
  assert.match(
    stdout,
    /^The file has 499 labels and the table 500 rows: the first label is taken for row 1/m,
  );
  assert.match(stdout, /^Nearest to row 8, Title 7 /m);
});

test('a table is written as NumPy writes it, and nothing is left of one that fails', async (t) => {
  const folder = await temporaryDirectory(t);
  const floats = Float32Array.from({ length: 30_000 }, (_, index) => index / 7);
  const bytes = new Uint8Array(floats.buffer);
  const source = path.join(folder, 'source.npy');
  await writeFile(source, writeArray(arrayHeader("'<f4'", [10_000, 3]), bytes));
  const target = path.join(folder, 'target.npy');
  const { code, stdout } = await savedModel('embeddings', source, '--export', target);
  assert.equal(code, 0);
  assert.match(stdout, /^Written to .*target\.npy\.$/m);
  assert.deepEqual(await readFile(target), await readFile(source));

  // Fortran's order, big-endian, comes out as rows, little-endian.
  const swapped = path.join(folder, 'swapped.npy');
  const values = Buffer.alloc(6 * 8);
  [1, 4, 2, 5, 3, 6].forEach((value, index) => values.writeDoubleBE(value, index * 8));
  await writeFile(swapped, writeArray(arrayHeader("'>f8'", [2, 3], true), values));
  const plain = path.join(folder, 'plain.npy');
  await savedModel('embeddings', swapped, '--export', plain);
  const written = await readFile(plain);
  const numbers = Array.from({ length: 6 }, (_, index) => written.readDoubleLE(128 + index * 8));
  assert.deepEqual(numbers, [1, 2, 3, 4, 5, 6]);
  assert.match(
    written.toString('latin1', 0, 128),
    /'descr': '<f8', 'fortran_order': False, 'shape': \(2, 3\)/,
  );

  const nowhere = await savedModel(
    'embeddings',
    source,
    '--export',
    path.join(folder, 'no', 'x.npy'),
  );
  assert.equal(nowhere.code, 2);
  assert.match(nowhere.stderr, /x\.npy cannot be written: .*Name another file/);
  await assert.rejects(access(path.join(folder, 'no')));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../../../../src/protocol/limits.ts';
import { LabelBuilder } from '../../../../src/stats/embeddings/labels/label-list.ts';
import { columnLabels, lineLabels } from '../../../../src/stats/embeddings/labels/text-labels.ts';
import { failsWith } from '../../../support/errors.ts';
import { MemorySource } from '../../../support/memory-source.ts';

const source = (text: string | Uint8Array) =>
  new MemorySource(typeof text === 'string' ? Buffer.from(text) : text);

function listOf(words: readonly string[]) {
  const builder = new LabelBuilder('words');
  for (const word of words) builder.add(Buffer.from(word));
  return builder.list(0);
}

test('a line is a label, however the lines end', async () => {
  for (const [text, lines] of [
    ['', []],
    ['a', ['a']],
    ['a\nb\n', ['a', 'b']],
    ['a\r\nb\r\n', ['a', 'b']],
    ['a\n\nb', ['a', null, 'b']],
    ['東京\ncafé', ['東京', 'café']],
  ] as const) {
    const list = (await lineLabels(source(text), 'words.txt')).list(0);
    assert.equal(list.count, lines.length, JSON.stringify(text));
    assert.deepEqual(
      lines.map((_, row) => list.at(row)),
      lines,
    );
  }
});

test('lines are read over the borders of pieces', async () => {
  const words = Array.from({ length: 100_000 }, (_, index) => `word number ${index}`);
  const list = (await lineLabels(source(words.join('\n')), 'words.txt')).list(1);
  assert.equal(list.count, words.length);
  assert.equal(list.at(0), null);
  for (const index of [0, 1, 17_000, 20_971, 99_999])
    assert.equal(list.at(index + 1), words[index]);
  assert.equal(list.rowOf('word number 77777'), 77_778);
  assert.equal(list.rowOf('word number'), null);
});

test('labels are shown as text, and long ones are cut at a character', () => {
  const list = listOf(['tab\tand \u202e', 'é'.repeat(limits.shownStringBytes)]);
  assert.equal(list.at(0), 'tab\\tand \\u202e');
  assert.equal(list.at(1), `${'é'.repeat(limits.shownStringBytes / 2)}…`);
  const builder = new LabelBuilder('bytes');
  builder.add(Uint8Array.of(0xff, 0x41));
  assert.equal(builder.list(0).at(0), '\\xffA');
});

test('labels lie at the rows that numbers of their own say', () => {
  const list = listOf(['a', 'b', 'c']);
  assert.equal(list.forRows([1, 2, 3])?.at(1), 'a');
  const placed = list.forRows([5, 2, 3]);
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6].map((row) => placed?.at(row)),
    [null, 'b', 'c', null, 'a', null],
  );
  for (const rows of [
    [1, 2],
    [1, -2, 3],
    [1, 2, 0.5],
    [0, 1, 2 ** 40],
  ]) {
    assert.equal(list.forRows(rows), null, String(rows));
  }
});

test('more labels than are kept are refused', () => {
  const builder = new LabelBuilder('words.txt');
  const long = Buffer.alloc(limits.shownStringBytes, 'x');
  assert.throws(
    () => {
      for (;;) builder.add(long);
    },
    failsWith('limit-exceeded', /words\.txt holds more words than/),
  );
  assert.equal(builder.count, limits.labelBytes / limits.shownStringBytes);
});

test('of several columns the first line is their names, and one of them is read', async () => {
  const text = 'id,Title,"the year"\n7,"Heat, the film",1995\n8,"Say ""Hi""",2001\n';
  const read = (name?: string) => columnLabels(source(text), 'films.csv', { delimiter: ',', name });
  const { columns, column, labels } = await read();
  assert.deepEqual(columns, ['id', 'Title', 'the year']);
  assert.equal(column, 'Title');
  assert.deepEqual(
    [0, 1, 2].map((row) => labels.list(0).at(row)),
    ['Heat, the film', 'Say "Hi"', null],
  );
  assert.equal((await read('the year')).labels.list(0).at(1), '2001');
  await assert.rejects(read('genre'), failsWith('bad-request', /films\.csv has no column genre/));
});

test('one column has no line of names, and an empty line is a row without a label; tabs and ragged lines are read', async () => {
  const one = await columnLabels(source('\ufeffa\nb\n\nc'), 'words.csv', { delimiter: ',' });
  assert.deepEqual(one.columns, []);
  assert.deepEqual(
    [0, 1, 2, 3].map((row) => one.labels.list(0).at(row)),
    ['a', 'b', null, 'c'],
  );

  const tabs = await columnLabels(source('key\tname\n1\tA "b" c\n2\n'), 'x.tsv', {
    delimiter: '\t',
  });
  assert.equal(tabs.column, 'name');
  assert.deepEqual(
    [0, 1].map((row) => tabs.labels.list(0).at(row)),
    ['A "b" c', null],
  );

  const placed = await columnLabels(source('a\t"b\nc\t"d"'), 'x', { delimiter: '\t', index: 1 });
  assert.deepEqual(
    [0, 1].map((row) => placed.labels.list(0).at(row)),
    ['"b', '"d"'],
  );
});

test('a file that is no table, and one with a line of a megabyte, say so', async () => {
  const long = `a,b\n"${'x'.repeat(3 * 1024 ** 2)}`;
  await assert.rejects(
    columnLabels(source(long), 'long.csv', { delimiter: ',' }),
    failsWith('malformed', /long\.csv cannot be read as a table/),
  );
});

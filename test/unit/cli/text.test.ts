import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchesGlob } from '../../../src/cli/globs.ts';
import { cutMiddle, table } from '../../../src/cli/text/table.ts';
import { painter } from '../../../src/cli/text/terminal.ts';

const plain = painter({ colours: false, width: Infinity });
const coloured = painter({ colours: true, width: Infinity });

test('a table is aligned, figures to the right, without trailing blanks', () => {
  const lines = table(
    [{ head: 'Name' }, { head: 'Count', align: 'right' }, { head: 'Note' }],
    [
      ['kernel', '1,000', ''],
      ['b', '2', 'small'],
    ],
    { paint: plain, width: Infinity, indent: 0 },
  );
  assert.deepEqual(lines, ['Name    Count  Note', 'kernel  1,000', 'b           2  small']);
});

test('colours do not move columns', () => {
  const columns = [{ head: 'A', style: 'red' as const }, { head: 'B' }];
  const rows = [
    ['one', 'x'],
    ['three', 'y'],
  ];
  const options = { width: Infinity };
  const withColours = table(columns, rows, { ...options, paint: coloured }).join('\n');
  assert.match(withColours, /\u001b\[31mone\u001b\[39m/);
  assert.equal(
    withColours.replace(/\u001b\[\d+m/g, ''),
    table(columns, rows, { ...options, paint: plain }).join('\n'),
  );
});

test('a table that is too wide takes from the column that may shrink', () => {
  const lines = table(
    [{ head: 'Name', shrinks: true }, { head: 'Shape' }],
    [['a/very/long/name/of/a/tensor/kernel', '500 × 32']],
    { paint: plain, width: 40 },
  );
  assert.equal(lines[1]?.length, 40);
  assert.match(lines[1], /^ {2}a\/very\/long\/n….*\/kernel {2}500 × 32$/);
});

test('a long name is cut in the middle, by whole characters', () => {
  assert.equal(cutMiddle('abcdefghij', 10), 'abcdefghij');
  assert.equal(cutMiddle('abcdefghij', 6), 'ab…hij');
  assert.equal(cutMiddle('😀😀😀😀', 3), '😀…😀');
});

test('globs match whole names, with * across slashes and nothing else special', () => {
  assert.ok(matchesGlob('*kernel', 'model/dense/kernel'));
  assert.ok(!matchesGlob('*kernel', 'model/dense/kernel/m'));
  assert.ok(matchesGlob('model/*/kernel', 'model/a/b/kernel'));
  assert.ok(matchesGlob('layer_?', 'layer_2'));
  assert.ok(!matchesGlob('layer_?', 'layer_12'));
  assert.ok(matchesGlob('a.b[0]', 'a.b[0]'));
  assert.ok(!matchesGlob('a.b[0]', 'axb0'));
  assert.ok(matchesGlob('*', 'line\nbreak'));
});

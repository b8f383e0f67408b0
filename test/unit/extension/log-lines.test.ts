import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LogLines } from '../../../src/extension/log-lines.ts';

function written(...pushes: readonly (readonly [text: string | Uint8Array, time: number])[]) {
  const lines: string[] = [];
  const log = new LogLines((line) => lines.push(line));
  for (const [text, time] of pushes) log.push(Buffer.from(text), time);
  log.end();
  return lines;
}

test('lines come whole, however they were cut into pieces', () => {
  const japanese = Buffer.from('東京\n');
  assert.deepEqual(
    written(
      ['one\r\ntw', 0],
      ['o\n\nend', 0],
      ['\n', 0],
      [japanese.subarray(0, 2), 0],
      [japanese.subarray(2), 0],
    ),
    ['one', 'two', '', 'end', '東京'],
  );
});

test('a line without an end is cut, and what comes of it later is not held', () => {
  const lines = written(['x'.repeat(3000), 0], ['y'.repeat(3_000_000), 0], ['z\nnext', 0]);
  assert.deepEqual(
    lines.map((line) => line.length),
    [4097, 4],
  );
  assert.match(lines[0] ?? '', /y…$/);
});

test('of a flood the first lines of every second are kept, and the rest is counted', () => {
  const flood = 'x\n'.repeat(1500);
  const lines = written([flood, 0], [flood, 100], ['after\n', 5000]);
  assert.equal(lines.length, 102);
  assert.equal(lines[100], '… 2,900 more lines');
  assert.equal(lines[101], 'after');
});

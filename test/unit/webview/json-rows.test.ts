import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { initiallyClosed, jsonRows, jsonText } from '../../../webview/views/metadata/json-rows.ts';

describe('the rows of a JSON tree', () => {
  it('are the entries in order, with their depth', () => {
    const rows = jsonRows({ a: 1, b: { c: [true] } }, new Set());
    assert.deepEqual(
      rows.map(({ pointer, level, expanded }) => [pointer, level, expanded]),
      [
        ['/a', 1, null],
        ['/b', 1, true],
        ['/b/c', 2, true],
        ['/b/c/0', 3, null],
      ],
    );
  });
  it('leave out what is closed', () => {
    const rows = jsonRows({ 'x/y': { z: 1 } }, new Set(['/x~1y']));
    assert.deepEqual(
      rows.map(({ key, expanded }) => [key, expanded]),
      [['x/y', false]],
    );
  });
  it('say how many entries a long list has besides', () => {
    const rows = jsonRows(
      Array.from({ length: 1002 }, (_, index) => index),
      new Set(),
    );
    assert.equal(rows.length, 1001);
    assert.equal(rows.at(-1)?.more, 2);
  });
  it('show a bare value as one row', () => {
    assert.deepEqual(
      jsonRows('x', new Set()).map(({ value }) => value),
      ['x'],
    );
    assert.equal(jsonRows([], new Set()).length, 1);
  });
  it('do not run out of stack on deep nesting', () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 50_000; depth += 1) deep = [deep];
    const closed = new Set(['/0/0/0']);
    assert.equal(jsonRows(deep, closed).length, 3);
  });
});

it('opens small values and keeps large ones short', () => {
  assert.deepEqual(initiallyClosed({ a: { b: 1 } }), []);
  const large = { a: { b: Array.from({ length: 60 }, (_, index) => index) } };
  assert.deepEqual(initiallyClosed(large), ['/a/b']);
});

it('writes a value on one line', () => {
  assert.equal(jsonText([1, 2]), '[2]');
  assert.equal(jsonText({}), '{}');
  assert.equal(jsonText('text'), 'text');
  assert.equal(jsonText(null), 'null');
});

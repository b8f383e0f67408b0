import assert from 'node:assert/strict';
import { it } from 'node:test';
import { edgeLine } from '../../../../webview/elements/graph/edge-path.ts';

const free = (): boolean => true;
const blocked = (): boolean => false;

/** Figures in the data of a path. */
function figures(path: string): readonly number[] {
  return (path.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
}

it('ends a straight line where its head begins, and its head at its end', () => {
  const { path, head } = edgeLine([10, 0, 10, 100], true, free);
  assert.equal(path, 'M10 0L10 94');
  assert.match(head, /L10 100L/);
});

it('swings where a line leads aslant, in the direction of the flow at both ends', () => {
  const { path } = edgeLine([0, 0, 100, 60], true, free);
  const [startX, startY, oneX, oneY, otherX, otherY, endX, endY] = figures(path);
  assert.match(path, /^M0 0C/);
  assert.deepEqual([startX, oneX], [0, 0]);
  assert.deepEqual([otherX, endX, endY], [100, 100, 54]);
  assert.ok((oneY ?? 0) > (startY ?? 0) && (otherY ?? 0) < (endY ?? 0));
  const across = figures(edgeLine([0, 0, 100, 60], false, free).path);
  assert.deepEqual([across[1], across[3]], [0, 0]);
});

it('stays straight where a swing would hit something', () => {
  assert.doesNotMatch(edgeLine([0, 0, 100, 60], true, blocked).path, /C/);
});

it('makes one swing of down, across and down again, and two corners where there is no room', () => {
  const points = [0, 0, 0, 20, 80, 20, 80, 60];
  assert.equal(edgeLine(points, true, free).path.match(/C/g)?.length, 1);
  assert.equal(edgeLine(points, true, blocked).path.match(/C/g)?.length, 2);
});

it('rounds no corner by more than the stretches beside it have', () => {
  const { course } = edgeLine([0, 0, 0, 4, 6, 4, 6, 90, 40, 90], true, blocked);
  course.forEach((value, at) => {
    assert.ok(at % 2 === 0 ? value >= 0 && value <= 40 : value >= 0 && value <= 90);
  });
});

it('tells the course of what it draws, from the start to the end', () => {
  const { course } = edgeLine([0, 0, 100, 60], true, free);
  assert.deepEqual(course.slice(0, 2), [0, 0]);
  assert.deepEqual(course.slice(-2), [100, 60]);
  assert.ok(course.length > 12, 'a curve is more than its ends');
});

it('draws nothing of what is no line', () => {
  assert.equal(edgeLine([], true, free).path, '');
  assert.equal(edgeLine([5, 5], true, free).path, '');
  assert.equal(edgeLine([5, 5, 5, 5], true, free).path, '');
});

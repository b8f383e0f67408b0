import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ScrollAxis } from '../../../webview/elements/scroll-axis.ts';

describe('an axis that fits the browser', () => {
  const axis = new ScrollAxis(500, 20, 210);
  it('scrolls by pixels', () => {
    assert.equal(axis.extent, 10_000);
    assert.deepEqual(axis.at(45), { first: 2, shift: 5 });
  });
  it('counts what is wholly in sight', () => assert.equal(axis.whole, 10));
  it('moves no more than it must to show an item', () => {
    assert.equal(axis.reveal(5, 0), 0);
    assert.equal(axis.reveal(10, 0), 20);
    assert.equal(axis.reveal(2, 45), 40);
    assert.equal(axis.reveal(0, 45), 0);
  });
});

describe('an axis beyond what browsers lay out', () => {
  const count = 1_000_000_000;
  const axis = new ScrollAxis(count, 20, 210);
  it('is as long as browsers bear', () => assert.equal(axis.extent, 12_000_000));
  it('reaches its first and its last item', () => {
    assert.deepEqual(axis.at(0), { first: 0, shift: 0 });
    assert.deepEqual(axis.at(axis.extent - 210), { first: count - 10, shift: 0 });
  });
  it('finds any item again', () => {
    for (const item of [0, 1, 123_456_789, count - 10]) {
      assert.equal(axis.at(axis.scrollTo(item)).first, item);
    }
  });
});

it('has nothing to show of nothing', () => {
  assert.deepEqual(new ScrollAxis(0, 20, 210).at(0), { first: 0, shift: 0 });
});

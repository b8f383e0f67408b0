import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { oneList } from '../../../src/core/one-list.ts';
import type { Finding } from '../../../src/protocol/model.ts';

function finding(location: string, over: Partial<Finding> = {}): Finding {
  return {
    severity: 'error',
    code: 'truncated',
    message: `${location} cannot be read: it ends at byte 12. Copy it again.`,
    location,
    kind: 'tensor',
    ...over,
  };
}

describe('one list of findings', () => {
  test('has the worst first, and keeps the order of the rest', () => {
    const list = oneList([
      finding('c', { severity: 'info' }),
      finding('b', { severity: 'warning' }),
      finding('z'),
      finding('a'),
    ]);
    assert.deepEqual(
      list.map(({ location }) => location),
      ['z', 'a', 'b', 'c'],
    );
  });

  test('tells each once, though a file and its part both found it', () => {
    assert.equal(oneList([finding('a'), finding('a')]).length, 1);
    assert.equal(oneList([finding('a'), finding('a', { message: 'another' })]).length, 2);
    assert.equal(oneList([finding('a'), finding('a', { kind: 'file' })]).length, 2);
  });

  test('folds a thousand that differ in their names and bytes alone', () => {
    const many = Array.from({ length: 1000 }, (_, index) =>
      finding(`layer_${String(index)}/kernel`, {
        message: `layer_${String(index)}/kernel cannot be read: it ends at byte ${String(index * 7)}.`,
      }),
    );
    const other = finding('other', { message: 'other has no checksum.' });
    const [folded, single] = oneList([...many, other]);
    assert.equal(folded?.count, 1000);
    assert.equal(folded.location, 'layer_0/kernel');
    assert.equal(
      folded.message,
      'layer_0/kernel cannot be read: it ends at byte 0. So it is with 999 others: layer_1/kernel, layer_2/kernel, layer_3/kernel and 996 more.',
    );
    assert.equal(single, other);
    assert.equal(oneList(oneList(many)).length, 1);
  });

  test('tells ten of a kind one by one', () => {
    const ten = Array.from({ length: 10 }, (_, index) => finding(`t${String(index)}`));
    assert.deepEqual(oneList(ten), ten);
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { peekInteger } from '../../../../src/codec/checkpoint/peek-integer.ts';
import type { ArtifactTree } from '../../../../src/io/byte-source.ts';
import { writeBundle, type BundleOptions } from '../../../support/bundle-writer.ts';
import { memoryDirectory } from '../../../support/memory-tree.ts';

/** A checkpoint with the integer 7. @param reads gets where it is read, of each piece of its data */
function checkpoint(options: BundleOptions, reads: number[] = []): ArtifactTree {
  const bytes = new Uint8Array(BigInt64Array.of(7n).buffer);
  const tensors = [{ name: 'step', dtype: 'int64', shape: [], bytes }];
  const tree = memoryDirectory(writeBundle('ckpt-1', tensors, options));
  return {
    ...tree,
    open: async (path) => {
      const source = await tree.open(path);
      if (!path.includes('.data-')) return source;
      return {
        size: source.size,
        read: (offset, length, signal) => {
          reads.push(offset);
          return source.read(offset, length, signal);
        },
        locate: () => null,
        close: () => source.close(),
      };
    },
  };
}

test('one integer is read by its key, in either byte order', async () => {
  for (const bigEndian of [false, true]) {
    const tree = checkpoint({ bigEndian });
    assert.equal(await peekInteger(tree, 'ckpt-1', 'step'), 7);
    assert.equal(await peekInteger(tree, 'ckpt-1', 'none'), null);
  }
});

for (const offset of [-9n, 1n, 2n ** 62n]) {
  test(`nothing is read from byte ${String(offset)}, where the data has eight bytes`, async () => {
    const reads: number[] = [];
    const tree = checkpoint({ edit: (_, entry) => (entry['offset'] = offset) }, reads);
    assert.equal(await peekInteger(tree, 'ckpt-1', 'step'), null);
    assert.deepEqual(reads, []);
  });
}

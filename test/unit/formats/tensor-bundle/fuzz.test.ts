import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTable } from '../../../../src/codec/sstable/table.ts';
import { ReadError } from '../../../../src/core/errors.ts';
import { tensorBundleReader } from '../../../../src/formats/tensor-bundle/reader.ts';
import { floats, writeBundle } from '../../../support/bundle-writer.ts';
import { MemorySource } from '../../../support/memory-source.ts';
import { memoryTree } from '../../../support/memory-tree.ts';
import { mutate, randomNumbers } from '../../../support/mutate.ts';
import { context, readAll } from '../../../support/open-parts.ts';
import { writeTable, type KeyValue } from '../../../support/table-writer.ts';

// Behind right checksums: what somebody writes who wants the reader to fail, not what a bad disk does.

const half = floats('p', [2, 2]).bytes ?? new Uint8Array(0);
const files = writeBundle(
  'm',
  [
    floats('dense/kernel', [4, 3]),
    floats('step', []),
    {
      name: 'p',
      dtype: 'float32',
      shape: [4, 2],
      slices: [
        { start: [0, 0], length: [2, 2], bytes: half },
        { start: [2, 0], length: [2, 2], bytes: half, shard: 1 },
      ],
    },
    { name: 's', dtype: 'string', shape: [2], strings: [Buffer.from('abc'), Buffer.from('')] },
    {
      name: '_CHECKPOINTABLE_OBJECT_GRAPH',
      dtype: 'string',
      shape: [],
      strings: [Uint8Array.of(0x0a, 0x00)],
    },
  ],
  { shards: 2 },
);

test('mutated entries and keys end in damage or a sentence, never in another error', async () => {
  const table = await openTable(
    new MemorySource(files.get('m.index') ?? new Uint8Array(0)),
    { format: 'tf-checkpoint', path: '/memory/m.index' },
    'index',
  );
  const entries: KeyValue[] = [];
  for await (const item of table.entries()) {
    if (!('damage' in item)) entries.push([item.key, item.value]);
  }
  const random = randomNumbers(20_240_611);
  let opened = 0;
  for (let round = 0; round < 3000; round++) {
    const changed = entries.map(([key, value]): KeyValue => {
      const pick = random(12);
      return [pick === 0 ? mutate(key, random) : key, pick < 3 ? mutate(value, random) : value];
    });
    changed.sort(([a], [b]) => Buffer.compare(a, b));
    const index = writeTable(changed);
    const tree = memoryTree('m', new Map(files).set('m.index', index));
    try {
      const artifact = await tensorBundleReader.open(tree, context);
      opened++;
      for (const tensor of artifact.tensors) {
        await readAll(artifact, tensor.name).catch((error: unknown) => {
          assert.ok(
            error instanceof ReadError,
            `round ${round}: ${String((error as Error).stack)}`,
          );
        });
      }
      await artifact.close();
    } catch (error) {
      assert.ok(error instanceof ReadError, `round ${round}: ${String((error as Error).stack)}`);
    }
  }
  assert.ok(opened > 500, `only ${opened} rounds came to the tensors`);
});

import assert from 'node:assert/strict';
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { dtypes } from '../../../../src/core/dtypes.ts';
import type { Artifact } from '../../../../src/formats/contract.ts';
import { tensorBundleReader } from '../../../../src/formats/tensor-bundle/reader.ts';
import { openTree } from '../../../../src/io/tree.ts';
import {
  floats,
  writeBundle,
  type BundleOptions,
  type WrittenTensor,
} from '../../../support/bundle-writer.ts';
import { memoryTree } from '../../../support/memory-tree.ts';
import { writeTable, type KeyValue } from '../../../support/table-writer.ts';
import { blocksOf } from '../../../fuzz/mutate/table.ts';
import { limits } from '../../../../src/protocol/limits.ts';
import { failsWith } from '../../../support/errors.ts';
import { partitioned, partitions } from '../../../support/partitioned.ts';
import { temporaryDirectory, writeFiles } from '../../../support/files.ts';
import { context, readAll } from '../../../support/open-parts.ts';

async function open(
  t: TestContext,
  tensors: readonly WrittenTensor[],
  options: BundleOptions = {},
  change: (files: Map<string, Uint8Array>) => void = () => undefined,
): Promise<{ artifact: Artifact; directory: string }> {
  const directory = await temporaryDirectory(t);
  const files = writeBundle('ckpt-1', tensors, options);
  change(files);
  await writeFiles(directory, files);
  const tree = await openTree(join(directory, 'ckpt-1'));
  const artifact = await tensorBundleReader.open(tree, context);
  t.after(() => artifact.close());
  return { artifact, directory };
}

const pattern = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (index * 89 + 7) & 0xff);

for (const bigEndian of [false, true]) {
  test(`every dtype is read as it was saved, ${bigEndian ? 'big' : 'little'}-endian`, async (t) => {
    const stored = dtypes.filter(({ bytes }) => bytes > 0);
    const tensors = stored.map(({ name, bytes }) => ({
      name,
      dtype: name,
      shape: [3, 2],
      bytes: pattern(6 * bytes),
    }));
    const { artifact } = await open(t, tensors, { bigEndian });
    assert.equal(artifact.tensors.length, stored.length);
    for (const { name, bytes } of tensors) {
      const verdicts: string[] = [];
      const read = await readAll(artifact, name, 'all', { onChecksum: (v) => verdicts.push(v) });
      assert.deepEqual(read.bytes, bytes, name);
      assert.deepEqual(verdicts, ['ok'], name);
    }
  });
}

const words = ['', 'a', 'ü', '\u00ff\u0000', 'x'.repeat(300), 'end'].map((text) =>
  Uint8Array.from(Buffer.from(text, 'latin1')),
);
const latin1 = (strings: readonly Uint8Array[]): string[] =>
  strings.map((bytes) => Buffer.from(bytes).toString('latin1'));

for (const bigEndian of [false, true]) {
  test(`strings keep their bytes, ${bigEndian ? 'big' : 'little'}-endian`, async (t) => {
    const { artifact } = await open(
      t,
      [
        { name: 'words', dtype: 'string', shape: [2, 3], strings: words },
        { name: 'none', dtype: 'string', shape: [0], strings: [] },
      ],
      { bigEndian },
    );
    const verdicts: string[] = [];
    const onChecksum = (verdict: string): number => verdicts.push(verdict);
    assert.deepEqual(
      (await readAll(artifact, 'words', 'all', { onChecksum })).strings,
      latin1(words),
    );
    assert.deepEqual((await readAll(artifact, 'none', 'all', { onChecksum })).strings, []);
    assert.deepEqual(verdicts, ['ok', 'ok']);
    const middle = await readAll(artifact, 'words', { start: 1, count: 3 }, { onChecksum });
    assert.deepEqual(middle.strings, latin1(words.slice(1, 4)));
    assert.equal(verdicts.length, 2, 'a part says nothing of the checksum');
  });
}

test('any range of many strings is the same part of the whole', async (t) => {
  const strings = Array.from({ length: 10_000 }, (_, index) =>
    Buffer.from(`item ${String(index)} ${'.'.repeat(index % 200)}`),
  );
  const { artifact } = await open(t, [{ name: 's', dtype: 'string', shape: [10_000], strings }]);
  const whole = latin1(strings);
  for (const [start, count] of [
    [0, 1],
    [4095, 2],
    [4096, 1],
    [5000, 5000],
    [9999, 1],
    [10_000, 0],
  ] as const) {
    const part = await readAll(artifact, 's', { start, count });
    assert.deepEqual(part.strings, whole.slice(start, start + count), String(start));
  }
  assert.deepEqual((await readAll(artifact, 's')).strings, whole);
});

for (const [what, shape, cuts] of partitions) {
  test(`a tensor partitioned by ${what} is one tensor in row-major order`, async (t) => {
    const { tensor, bytes } = partitioned('embedding', shape, cuts, 2);
    const { artifact } = await open(t, [tensor, floats('other', [3], 1)], { shards: 2 });
    assert.deepEqual(
      artifact.tensors.map(({ name }) => name),
      ['embedding', 'other'],
    );
    const [info] = artifact.tensors;
    assert.deepEqual(info?.shape, shape);
    assert.equal(info.bytes, bytes.length);
    assert.equal(info.stored, null);
    const verdicts: string[] = [];
    const onChecksum = (verdict: string): number => verdicts.push(verdict);
    assert.deepEqual((await readAll(artifact, 'embedding', 'all', { onChecksum })).bytes, bytes);
    assert.deepEqual(verdicts, ['ok']);
    for (let start = 0; start + 2 <= bytes.length / 4; start += 3) {
      const part = await readAll(artifact, 'embedding', { start, count: 2 });
      assert.deepEqual(part.bytes, bytes.slice(start * 4, start * 4 + 8));
    }
  });
}

test('a flipped byte in a slice is found when all was read, and named', async (t) => {
  const { tensor } = partitioned('embedding', [6, 4], [[3], []], 2);
  const { artifact } = await open(t, [tensor], { shards: 2 }, (files) => {
    const shard = files.get('ckpt-1.data-00001-of-00002');
    if (shard) shard[5] = (shard[5] ?? 0) ^ 0x10;
  });
  const verdicts: string[] = [];
  await assert.rejects(
    readAll(artifact, 'embedding', 'all', { onChecksum: (verdict) => verdicts.push(verdict) }),
    failsWith('checksum-mismatch', /embedding do not match .*data-00001-of-00002/),
  );
  assert.deepEqual(verdicts, ['mismatch']);
  assert.equal((await readAll(artifact, 'embedding', { start: 0, count: 3 })).bytes.length, 12);
});

test('slices that leave a gap, overlap or are not there damage their tensor only', async (t) => {
  const { tensor } = partitioned('embedding', [6, 4], [[3], []], 1);
  const [first, second] = tensor.slices ?? [];
  assert.ok(first && second);
  const broken: readonly WrittenTensor[] = [
    { ...tensor, name: 'gap', slices: [first] },
    { ...tensor, name: 'outside', slices: [first, { ...second, start: [4, 0] }] },
    floats('whole', [2]),
  ];
  const { artifact } = await open(t, broken);
  const damage = new Map(artifact.tensors.map(({ name, damage }) => [name, damage]));
  assert.match(damage.get('gap') ?? '', /slices hold 12 of 24 elements/);
  assert.match(damage.get('outside') ?? '', /does not lie in the tensor/);
  assert.equal(damage.get('whole'), undefined);
  assert.equal((await readAll(artifact, 'whole')).bytes.length, 8);
  await assert.rejects(readAll(artifact, 'gap'), failsWith('unsupported', /gap cannot be read/));
});

test('slices that overlap are named, also where they are as many elements as the tensor has', async (t) => {
  const { tensor } = partitioned('embedding', [6, 4], [[2, 4], []], 1);
  const [a, b] = tensor.slices ?? [];
  assert.ok(a && b);
  // 2 + 2 + 2 rows, but rows 4 and 5 are nowhere and rows 1 and 2 are there twice.
  const shifted = { ...b, start: [1, 0] };
  const { artifact } = await open(t, [{ ...tensor, slices: [a, b, shifted] }]);
  assert.match(artifact.tensors[0]?.damage ?? '', /the slices at \[0, 0\] and \[1, 0\] overlap/);
});

test('a missing data file damages what lies in it and nothing else', async (t) => {
  const tensors = [floats('a', [2], 0), floats('b', [3], 1), floats('c', [4], 1)];
  const { artifact } = await open(t, tensors, { shards: 2 }, (files) =>
    files.delete('ckpt-1.data-00001-of-00002'),
  );
  assert.deepEqual(
    artifact.tensors.map(({ damage }) => damage !== undefined),
    [false, true, true],
  );
  assert.deepEqual(
    artifact.tensors.map(({ bytes }) => bytes),
    [8, 12, 16],
  );
  assert.deepEqual(artifact.files, ['ckpt-1.index', 'ckpt-1.data-00000-of-00002']);
  const [finding, ...others] = artifact.findings;
  assert.deepEqual(others, []);
  assert.equal(finding?.severity, 'error');
  assert.equal(finding.code, 'missing-part');
  assert.equal(
    finding.message,
    'ckpt-1.data-00001-of-00002 is missing: the values of b, c cannot be read; all other tensors can be read. Copy the file from where the checkpoint was saved.',
  );
  assert.equal((await readAll(artifact, 'a')).bytes.length, 8);
  await assert.rejects(
    readAll(artifact, 'b'),
    failsWith('missing-part', /b cannot be read\. .*data-00001-of-00002 is missing/),
  );
});

test('a data file that ends too early damages what it lacks', async (t) => {
  const { artifact } = await open(t, [floats('a', [2]), floats('b', [3])], {}, (files) => {
    const name = 'ckpt-1.data-00000-of-00001';
    files.set(name, (files.get(name) ?? new Uint8Array(0)).slice(0, 15));
  });
  assert.deepEqual(
    artifact.tensors.map(({ damage }) => damage),
    [
      undefined,
      'ckpt-1.data-00000-of-00001 ends at byte 15, and these values reach to byte 20. Copy it again from where the checkpoint was saved.',
    ],
  );
  assert.equal(artifact.findings[0]?.code, 'truncated');
  assert.equal((await readAll(artifact, 'a')).bytes.length, 8);
});

test('a flipped byte in a tensor is reported after all values were handed out', async (t) => {
  const { artifact } = await open(
    t,
    [floats('dense/kernel', [4, 4]), floats('other', [2])],
    {},
    (files) => {
      const shard = files.get('ckpt-1.data-00000-of-00001');
      if (shard) shard[20] = (shard[20] ?? 0) ^ 1;
    },
  );
  let bytes = 0;
  await assert.rejects(
    async () => {
      for await (const chunk of artifact.read('dense/kernel', 'all')) {
        if (chunk.kind === 'numbers') bytes += chunk.bytes.length;
      }
    },
    failsWith(
      'checksum-mismatch',
      /values of dense\/kernel do not match their checksum: bytes 0 to 64/,
    ),
  );
  assert.equal(bytes, 64);
  assert.equal((await readAll(artifact, 'other')).bytes.length, 8);
});

test('a flipped byte in a string or in its length is found', async (t) => {
  for (const at of [0, 1, 5, 8, 12]) {
    const { artifact } = await open(
      t,
      [
        {
          name: 's',
          dtype: 'string',
          shape: [3],
          strings: ['abc', 'de', 'fgh'].map((text) => Buffer.from(text)),
        },
      ],
      {},
      (files) => {
        const shard = files.get('ckpt-1.data-00000-of-00001');
        if (shard) shard[at] = (shard[at] ?? 0) ^ 0x02;
      },
    );
    await assert.rejects(
      readAll(artifact, 's'),
      failsWith(
        at < 3 ? 'malformed' : 'checksum-mismatch',
        /ckpt-1\.data-00000-of-00001|s do not match/,
      ),
      `byte ${String(at)}`,
    );
  }
});

test('what the index claims is held against shape, file and count', async (t) => {
  const claims: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    [
      'size',
      { size: 2n ** 62n },
      /4611686018427387904 bytes for float32 of shape 2 × 2, which takes 16/,
    ],
    ['offset', { offset: 2n ** 62n }, /ends at byte .* reach to byte 4611686018427387920/],
    ['negative', { offset: -1n }, /negative/],
    ['shard', { shardId: 7 }, /data file 7 of 1/],
    ['shape', { shape: { dim: [{ size: 2n ** 40n }, { size: 2n ** 40n }] } }, /more than 2\^53/],
    ['unknown', { shape: { dim: [{ size: -1n }] } }, /dimension -1 is negative/],
    ['rankless', { shape: { unknownRank: true } }, /no rank/],
    ['variant', { dtype: 21 }, /dtype variant are objects/],
    ['future', { dtype: 99 }, /dtype\(99\)/],
  ];
  const tensors = [...claims.map(([name]) => floats(name, [2, 2])), floats('whole', [2, 2])];
  const { artifact } = await open(t, tensors, {
    edit: (name, entry) => Object.assign(entry, claims.find(([claim]) => claim === name)?.[1]),
  });
  for (const [name, , sentence] of claims) {
    const tensor = artifact.tensors.find((candidate) => candidate.name === name);
    assert.match(tensor?.damage ?? '', sentence, name);
  }
  assert.equal(artifact.findings.filter(({ kind }) => kind === 'tensor').length, claims.length - 1);
  assert.equal((await readAll(artifact, 'whole')).bytes.length, 16);
});

test('data files that nobody wrote are told once, however many the index states', async () => {
  const said = async (shards: number) => {
    const files = writeBundle('ckpt-1', [floats('a', [2])], { shards });
    const only = [...files].filter(([name]) => /\.index$|\.data-00000/.test(name));
    const tree = memoryTree('ckpt-1', new Map(only));
    const artifact = await tensorBundleReader.open(tree, context);
    return artifact.findings.map(({ message }) => message);
  };
  assert.deepEqual(await said(2), [
    'ckpt-1.data-00001-of-00002 is missing. The index places no values in it, so all of them can be read.',
  ]);
  assert.deepEqual(await said(99_999), [
    'ckpt-1.data-00001-of-99999 and 99997 more are missing. The index places no values in them, so all of them can be read.',
  ]);
});

test('an index that is wrong all over is told in part', async () => {
  const tensors = Array.from({ length: 3000 }, (_, index) => floats(`t${String(index)}`, [0]));
  const wrong = writeBundle('ckpt-1', tensors, {
    edit: (_, entry) => Object.assign(entry, { size: 7n }),
  });
  const artifact = await tensorBundleReader.open(memoryTree('ckpt-1', wrong), context);
  assert.equal(artifact.tensors.length, 3000);
  assert.equal(artifact.findings.length, limits.findings + 1);
  assert.equal(
    artifact.findings.at(-1)?.message,
    'ckpt-1.index has 2000 findings more, which are not listed. Copy it again from where it was saved.',
  );
  const entries = Array.from({ length: 3000 }, (_, index): KeyValue => [
    Buffer.from(`t${String(index).padStart(4, '0')}`),
    Uint8Array.of(0xff),
  ]);
  const header = writeBundle('ckpt-1', []).get('ckpt-1.index') ?? new Uint8Array(0);
  const [first] = blocksOf(header)?.[0]?.entries ?? [];
  assert.ok(first);
  const index = writeTable([first, ...entries]);
  const broken = await tensorBundleReader.open(
    memoryTree('ckpt-1', new Map([['ckpt-1.index', index]])),
    context,
  );
  assert.equal(broken.findings.filter(({ code }) => code === 'truncated').length, limits.findings);
  assert.match(
    broken.findings.find(({ code }) => code === 'malformed')?.message ?? '',
    /ckpt-1\.index is damaged in more than 1000 places and was not read to its end/,
  );
});

test('a name of 16,000 characters is shortened in sentences, and the tensor still reads', async () => {
  const name = 'n'.repeat(16_000);
  const files = writeBundle('ckpt-1', [floats(name, [2])]);
  const index = [...files].filter(([file]) => file.endsWith('.index'));
  const artifact = await tensorBundleReader.open(memoryTree('ckpt-1', new Map(index)), context);
  assert.equal(artifact.tensors[0]?.name, name);
  assert.ok(artifact.findings.every(({ message }) => message.length < 1000));
  await assert.rejects(readAll(artifact, name), (error: Error) => error.message.length < 1000);
});

test('more slices than a tensor is put together of are refused', async () => {
  const count = limits.slices + 1;
  const slices = Array.from({ length: count }, (_, index) => ({
    start: [index],
    length: [1],
    bytes: new Uint8Array(4),
  }));
  const files = writeBundle('ckpt-1', [{ name: 'p', dtype: 'float32', shape: [count], slices }]);
  const artifact = await tensorBundleReader.open(memoryTree('ckpt-1', files), context);
  assert.match(artifact.tensors[0]?.damage ?? '', /stored in 4097 slices, more than the 4096/);
});

test('more strings than bytes are refused before anything is allocated', async (t) => {
  const { artifact } = await open(
    t,
    [{ name: 's', dtype: 'string', shape: [1], strings: [Buffer.from('abc')] }],
    { edit: (_, entry) => Object.assign(entry, { shape: { dim: [{ size: 2n ** 48n }] } }) },
  );
  assert.match(artifact.tensors[0]?.damage ?? '', /8 bytes for 281474976710656 strings/);
});

test('what other saves left is told and does no harm', async (t) => {
  const { artifact } = await open(t, [floats('a', [2])], {}, (files) => {
    files.set('ckpt-1.data-00000-of-00002', new Uint8Array(3));
    files.set('ckpt-1_temp_1234/part-00000-of-00001.index', new Uint8Array(3));
    files.set('ckpt-10.data-00000-of-00003', new Uint8Array(3));
  });
  assert.deepEqual(
    artifact.findings.map(({ severity, code, location }) => [severity, code, location]),
    [
      ['info', 'stale-file', 'ckpt-1.data-00000-of-00002'],
      ['info', 'interrupted-save', 'ckpt-1_temp_1234'],
    ],
  );
  assert.equal((await readAll(artifact, 'a')).bytes.length, 8);
});

test('an index that needs a newer reader, or is of the first format, says so', async (t) => {
  await assert.rejects(
    open(t, [floats('a', [2])], { minConsumer: 2 }),
    failsWith('unsupported', /version 2.*newer TensorFlow/),
  );
});

test('ranges that make no sense and unknown names are refused', async (t) => {
  const { artifact } = await open(t, [floats('a', [2])]);
  await assert.rejects(readAll(artifact, 'b'), failsWith('bad-request', /no tensor b/));
  for (const range of [
    { start: -1, count: 1 },
    { start: 1, count: 2 },
    { start: 0.5, count: 1 },
    { start: 0, count: NaN },
  ]) {
    await assert.rejects(readAll(artifact, 'a', range), failsWith('bad-request', /which has 2/));
  }
});

test('a file that shrinks after opening is truncated, not wrong', async (t) => {
  const { artifact, directory } = await open(t, [floats('a', [1000])]);
  await truncate(join(directory, 'ckpt-1.data-00000-of-00001'), 100);
  await assert.rejects(readAll(artifact, 'a'), failsWith('truncated', /ends at byte 100/));
});

test('every flipped byte of the index opens to the same or ends in damage or a sentence', async (t) => {
  const { tensor } = partitioned('p', [4, 2], [[2], []], 1);
  const tensors = [
    floats('a/kernel', [2, 2]),
    tensor,
    { name: 's', dtype: 'string', shape: [1], strings: [Buffer.from('x')] },
  ];
  const directory = await temporaryDirectory(t);
  const files = writeBundle('ckpt', tensors);
  await writeFiles(directory, files);
  const index = files.get('ckpt.index');
  assert.ok(index);
  const tree = await openTree(join(directory, 'ckpt'));
  const reference = await tensorBundleReader.open(tree, context);
  for (let at = 0; at < index.length; at++) {
    await writeFiles(directory, [
      ['ckpt.index', index.with(at, (index[at] ?? 0) ^ (1 << (at % 8)))],
    ]);
    try {
      const artifact = await tensorBundleReader.open(
        await openTree(join(directory, 'ckpt')),
        context,
      );
      if (artifact.findings.length === 0) assert.deepEqual(artifact.tensors, reference.tensors);
      await artifact.close();
    } catch (error) {
      assert.equal((error as Error).name, 'ReadError', `byte ${String(at)}: ${String(error)}`);
    }
  }
});

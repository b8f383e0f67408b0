import assert from 'node:assert/strict';
import { rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { dtypes } from '../../../../src/core/dtypes.ts';
import { ReadError } from '../../../../src/core/errors.ts';
import type { Artifact, OpenedArtifact } from '../../../../src/formats/contract.ts';
import { openArtifact } from '../../../../src/formats/open.ts';
import { saverV1Reader } from '../../../../src/formats/saver-v1/reader.ts';
import { floats, type WrittenTensor } from '../../../support/bundle-writer.ts';
import { failsWith } from '../../../support/errors.ts';
import { temporaryDirectory, writeFiles } from '../../../support/files.ts';
import { memoryFile } from '../../../support/memory-tree.ts';
import { context, readAll } from '../../../support/open-parts.ts';
import { partitioned, partitions } from '../../../support/partitioned.ts';
import { field, writeSaverV1, type SaverV1Options } from '../../../support/saver-v1-writer.ts';

type Files = Map<string, Uint8Array | string>;

async function open(
  t: TestContext,
  tensors: readonly WrittenTensor[],
  options: SaverV1Options = {},
  change: (files: Files) => void = () => undefined,
): Promise<OpenedArtifact> {
  const directory = await temporaryDirectory(t);
  const files: Files = new Map(writeSaverV1('model.ckpt-10', tensors, options));
  change(files);
  await writeFiles(directory, files);
  const artifact = await openArtifact(join(directory, 'model.ckpt-10'));
  t.after(() => artifact.close());
  return artifact;
}

const latin1 = (strings: readonly Uint8Array[]): string[] =>
  strings.map((bytes) => Buffer.from(bytes).toString('latin1'));

const damageOf = (artifact: OpenedArtifact): (string | undefined)[] =>
  artifact.tensors.map(({ damage }) => damage);

for (const layout of ['packed', 'each', 'in halves'] as const) {
  test(`every dtype is read as it was saved, its numbers ${layout}`, async (t) => {
    const stored = dtypes.filter(({ name, bytes }) => bytes > 0 && !name.startsWith('float8'));
    const tensors = stored.map(({ name, bytes }) => ({
      name,
      dtype: name,
      shape: [3, 2],
      bytes:
        name === 'bool'
          ? Uint8Array.of(1, 0, 0, 1, 1, 0)
          : Uint8Array.from({ length: 6 * bytes }, (_, index) => (index * 89 + 7) & 0xff),
    }));
    const artifact = await open(t, tensors, { layout });
    assert.equal(artifact.format, 'tf-checkpoint-v1');
    assert.equal(artifact.tensors.length, stored.length);
    assert.deepEqual(artifact.summary.findings, []);
    for (const { name, bytes } of tensors) {
      const verdicts: string[] = [];
      const read = await readAll(artifact, name, 'all', { onChecksum: (v) => verdicts.push(v) });
      assert.deepEqual(read.bytes, bytes, name);
      assert.deepEqual(verdicts, ['ok'], name);
      const size = bytes.length / 6;
      const part = await readAll(artifact, name, { start: 2, count: 3 });
      assert.deepEqual(part.bytes, bytes.slice(2 * size, 5 * size), name);
    }
  });
}

test('scalars and tensors without elements', async (t) => {
  const artifact = await open(t, [
    floats('scalar', []),
    floats('empty', [0]),
    floats('within', [4, 0, 3]),
    { name: 'none', dtype: 'string', shape: [0], strings: [] },
    { name: 'word', dtype: 'string', shape: [], strings: [Buffer.from('alone')] },
  ]);
  assert.deepEqual(artifact.summary.findings, []);
  for (const [name, length] of [
    ['scalar', 4],
    ['empty', 0],
    ['within', 0],
    ['none', 0],
  ] as const) {
    const verdicts: string[] = [];
    const read = await readAll(artifact, name, 'all', { onChecksum: (v) => verdicts.push(v) });
    assert.equal(read.bytes.length, length, name);
    assert.deepEqual(verdicts, ['ok'], name);
  }
  assert.deepEqual((await readAll(artifact, 'word')).strings, ['alone']);
});

for (const [what, shape, cuts] of partitions) {
  for (const [layout, shards] of [
    ['packed', 2],
    ['each', undefined],
  ] as const) {
    test(`a tensor partitioned by ${what} is one tensor, its numbers ${layout}`, async (t) => {
      const { tensor, bytes } = partitioned('embedding', shape, cuts, shards ?? 1);
      const options = { layout, ...(shards ? { shards } : {}) };
      const artifact = await open(t, [tensor, floats('other', [3], shards ? 1 : 0)], options);
      assert.deepEqual(
        artifact.tensors.map(({ name }) => name),
        ['embedding', 'other'],
      );
      const [info] = artifact.tensors;
      assert.deepEqual(info?.shape, shape);
      assert.equal(info.bytes, bytes.length);
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
}

const words = Array.from({ length: 12 }, (_, index) => Buffer.from(`w${index}`.repeat(index)));

test('strings of a partitioned tensor are put together, too', async (t) => {
  const cell = (row: number, column: number): Uint8Array => words[row * 4 + column] ?? Buffer.of();
  const artifact = await open(
    t,
    [
      {
        name: 'words',
        dtype: 'string',
        shape: [3, 4],
        slices: [
          {
            start: [0, 0],
            length: [3, 1],
            bytes: new Uint8Array(0),
            strings: [0, 1, 2].map((row) => cell(row, 0)),
            shard: 1,
          },
          {
            start: [0, 1],
            length: [3, 3],
            bytes: new Uint8Array(0),
            strings: [0, 1, 2].flatMap((row) => [1, 2, 3].map((column) => cell(row, column))),
          },
        ],
      },
    ],
    { shards: 2 },
  );
  const whole = latin1(words);
  assert.deepEqual((await readAll(artifact, 'words')).strings, whole);
  for (let start = 0; start < 11; start++) {
    const part = await readAll(artifact, 'words', { start, count: 2 });
    assert.deepEqual(part.strings, whole.slice(start, start + 2), String(start));
  }
});

test('any range of many strings, and of many numbers, is the same part of the whole', async (t) => {
  const strings = Array.from({ length: 10_000 }, (_, index) =>
    Buffer.from(`item ${String(index)} ${'.'.repeat(index % 200)}`),
  );
  const numbers = BigInt64Array.from({ length: 50_000 }, (_, index) => BigInt(index * 7919 - 9));
  const bytes = new Uint8Array(numbers.buffer);
  const artifact = await open(t, [
    { name: 's', dtype: 'string', shape: [10_000], strings },
    { name: 'n', dtype: 'int64', shape: [50_000], bytes },
  ]);
  const whole = latin1(strings);
  for (const [start, count] of [
    [9000, 1],
    [0, 1],
    [4095, 2],
    [5000, 5000],
    [4096, 1],
    [9999, 1],
    [10_000, 0],
  ] as const) {
    const part = await readAll(artifact, 's', { start, count });
    assert.deepEqual(part.strings, whole.slice(start, start + count), String(start));
    const from = start * 5;
    const some = await readAll(artifact, 'n', { start: from, count });
    assert.deepEqual(some.bytes, bytes.slice(from * 8, (from + count) * 8), String(from));
  }
  assert.deepEqual((await readAll(artifact, 's')).strings, whole);
  assert.deepEqual((await readAll(artifact, 'n')).bytes, bytes);
  // How many bytes strings take, only their entry says.
  const stated = artifact.tensors.find(({ name }) => name === 's')?.bytes ?? 0;
  const held = strings.reduce((sum, { length }) => sum + length, 0);
  assert.ok(stated > held && stated < held + 40_000, String(stated));
});

test('roles, slots and layers are told by the names', async (t) => {
  const artifact = await open(t, [
    floats('dense/kernel', [4, 2]),
    floats('dense/kernel/Momentum', [4, 2]),
    { name: 'global_step', dtype: 'int64', shape: [], bytes: new Uint8Array(8) },
  ]);
  assert.deepEqual(
    artifact.tensors.map(({ name, role }) => [name, role]),
    [
      ['dense/kernel', 'weight'],
      ['dense/kernel/Momentum', 'optimizer'],
      ['global_step', 'state'],
    ],
  );
  assert.deepEqual(artifact.tensors[1]?.slot, { name: 'Momentum', of: 'dense/kernel' });
  assert.equal(artifact.parameterCount, 8);
  assert.deepEqual(
    artifact.layers.map(({ path }) => path),
    ['dense'],
  );
  assert.equal(
    artifact.description,
    'TensorFlow 1 checkpoint (Saver V1): 3 tensors, 1 layer, with optimizer state',
  );
});

test('names of any bytes', async (t) => {
  const artifact = await open(t, [floats('größe', [1]), floats('a\u0000b', [2])]);
  assert.deepEqual(
    artifact.tensors.map(({ name }) => name),
    ['größe', 'a\u0000b'],
  );
  assert.equal((await readAll(artifact, 'a\u0000b')).bytes.length, 8);
});

// Damage

test('each flipped bit under a checksum is told, whatever is left of the rest', async () => {
  const tensors = [
    floats('dense/kernel', [3, 2]),
    { name: 'step', dtype: 'int64', shape: [], bytes: new Uint8Array(8).fill(3) },
    { name: 'word', dtype: 'string', shape: [1], strings: [Buffer.from('abc')] },
  ];
  for (const blockBytes of [262_144, 60]) {
    const file = writeSaverV1('m.ckpt', tensors, { blockBytes }).get('m.ckpt');
    assert.ok(file);
    // The footer and the metaindex, which nobody reads, are under no checksum that is looked at.
    const end = file.length - 48;
    const metaindex = Buffer.from(file).lastIndexOf(
      Buffer.from([0, 0, 0, 0, 1, 0, 0, 0, 0, 0xc0, 0xf2, 0xa1, 0xb0]),
    );
    assert.ok(metaindex > 0);
    for (let bit = 0; bit < end * 8; bit++) {
      const at = Math.floor(bit / 8);
      if (at >= metaindex && at < metaindex + 13) continue;
      const changed = file.with(at, (file[at] ?? 0) ^ (1 << (bit % 8)));
      assert.ok(await isTold(changed), `bit ${bit} of ${file.length * 8}`);
    }
  }
});

/** Whether opening or reading says that something is wrong. */
async function isTold(file: Uint8Array): Promise<boolean> {
  let artifact: Artifact;
  try {
    artifact = await saverV1Reader.open(memoryFile('m.ckpt', file), context);
  } catch (error) {
    assert.ok(error instanceof ReadError, String(error));
    return true;
  }
  try {
    if (artifact.findings.some(({ severity }) => severity === 'error')) return true;
    for (const { name } of artifact.tensors) await readAll(artifact, name);
    return false;
  } catch (error) {
    assert.ok(error instanceof ReadError, String(error));
    return true;
  } finally {
    await artifact.close();
  }
}

test('a flipped byte in a small block is found when all was read, and the tensor named', async (t) => {
  const artifact = await open(
    t,
    [floats('a', [300]), floats('b', [3])],
    { blockBytes: 10 },
    (files) => {
      const file = files.get('model.ckpt-10');
      assert.ok(file instanceof Uint8Array);
      const at = Buffer.from(file).indexOf(floats('a', [300]).bytes?.subarray(400, 440) ?? '');
      file[at] = (file[at] ?? 0) ^ 1;
    },
  );
  assert.deepEqual(artifact.summary.findings, []);
  let bytes = 0;
  const verdicts: string[] = [];
  await assert.rejects(
    async () => {
      const context = { onChecksum: (verdict: string) => verdicts.push(verdict) };
      for await (const chunk of artifact.read('a', 'all', context)) {
        if (chunk.kind === 'numbers') bytes += chunk.bytes.length;
      }
    },
    failsWith('checksum-mismatch', /values of a do not match .*model\.ckpt-10/),
  );
  assert.equal(bytes, 1200, 'all of it was handed out');
  assert.deepEqual(verdicts, ['mismatch']);
  assert.equal((await readAll(artifact, 'b')).bytes.length, 12);
});

test('a list of tensors with a wrong checksum is shown with a finding', async (t) => {
  const artifact = await open(t, [floats('kernel', [3])], {}, (files) => {
    const file = files.get('model.ckpt-10');
    assert.ok(file instanceof Uint8Array);
    const at = Buffer.from(file).indexOf('kernel');
    file[at] = 'K'.charCodeAt(0);
  });
  assert.deepEqual(
    artifact.tensors.map(({ name }) => name),
    ['Kernel'],
  );
  const [finding] = artifact.summary.findings;
  assert.equal(finding?.code, 'checksum-mismatch');
  assert.match(finding.message, /list of tensors does not match, so names, .* may be wrong/);
  await assert.rejects(
    readAll(artifact, 'Kernel'),
    failsWith('malformed', /values of Kernel .*lists the slice at \[0\] and does not hold it/),
  );
});

test('a file that was cut off says so', async (t) => {
  for (const part of [0, 10, 200, -1]) {
    await assert.rejects(
      open(t, [floats('a', [300])], {}, (files) => {
        const file = files.get('model.ckpt-10');
        assert.ok(file instanceof Uint8Array);
        files.set('model.ckpt-10', file.slice(0, part));
        files.set('model.ckpt-10.meta', 'x');
      }),
      failsWith(
        part === 200 || part === -1 ? 'malformed' : 'truncated',
        /model\.ckpt-10 is not a TensorFlow checkpoint: /,
      ),
    );
  }
});

test('a missing shard leaves the others, and findings name it', async (t) => {
  const { tensor } = partitioned('embedding', [6, 4], [[3], []], 2);
  const artifact = await open(
    t,
    [tensor, floats('a', [2]), floats('b', [3], 1)],
    { shards: 2 },
    (files) => files.delete('model.ckpt-10-00001-of-00002'),
  );
  assert.deepEqual(
    artifact.tensors.map(({ name }) => name),
    ['embedding', 'a'],
  );
  assert.deepEqual(artifact.files, ['model.ckpt-10-00000-of-00002']);
  assert.deepEqual(damageOf(artifact), [
    'Its slices in the files that can be read hold 12 of 24 elements; the others are in model.ckpt-10-00001-of-00002. Copy what is missing from where the checkpoint was saved.',
    undefined,
  ]);
  const [missing, damaged] = artifact.summary.findings;
  assert.equal(missing?.code, 'missing-part');
  assert.match(
    missing.message,
    /^model\.ckpt-10-00001-of-00002 is missing, and with it the tensors that only it holds: those are not listed below\./,
  );
  assert.equal(damaged?.location, 'embedding');
  assert.equal((await readAll(artifact, 'a')).bytes.length, 8);
  await assert.rejects(
    readAll(artifact, 'embedding'),
    failsWith('missing-part', /embedding cannot be read\. .*hold 12 of 24/),
  );
});

test('a shard that is damaged leaves the others; without any the error says why', async (t) => {
  const break0 = (files: Files): void => {
    files.set('model.ckpt-10-00000-of-00002', new Uint8Array(300));
  };
  const tensors = [floats('a', [2]), floats('b', [3], 1)];
  const artifact = await open(t, tensors, { shards: 2 }, break0);
  assert.deepEqual(
    artifact.tensors.map(({ name }) => name),
    ['b'],
  );
  assert.match(
    artifact.summary.findings[0]?.message ?? '',
    /00000-of-00002 is not a TensorFlow checkpoint: .* only this file holds are not listed below/,
  );
  await assert.rejects(
    open(t, tensors, { shards: 2 }, (files) => {
      break0(files);
      files.set('model.ckpt-10-00001-of-00002', '');
    }),
    failsWith('malformed', /00000-of-00002 is not a TensorFlow checkpoint/),
  );
});

test('shards that disagree about a tensor damage it and nothing else', async (t) => {
  const { tensor } = partitioned('embedding', [6, 4], [[3], []], 2);
  for (const [change, sentence] of [
    [
      { type: 1 },
      /00000-of-00002 has it as int32 6 × 4, and .*00001-of-00002 as float32 6 × 4: they are of different saves/,
    ],
    [{ shape: { dim: [{ size: 9n }, { size: 4n }] } }, /as int32 6 × 4, and .* as int32 9 × 4/],
  ] as const) {
    const artifact = await open(t, [tensor, floats('a', [2])], {
      shards: 2,
      edit: (name, meta, shard) => {
        if (name === 'embedding' && shard === 1) Object.assign(meta, change);
      },
    });
    assert.match(damageOf(artifact)[0] ?? '', sentence);
    assert.equal((await readAll(artifact, 'a')).bytes.length, 8);
  }
});

test('slices that overlap, lie outside, leave a gap or are not there damage their tensor only', async (t) => {
  const { tensor } = partitioned('x', [6, 4], [[3], []], 2);
  const [first, second] = tensor.slices ?? [];
  assert.ok(first && second);
  const slices = (name: string, ...those: typeof tensor.slices & object): WrittenTensor => ({
    ...tensor,
    name,
    slices: those,
  });
  const artifact = await open(
    t,
    [
      slices('gap', first),
      slices('overlap', first, { ...second, start: [2, 0] }),
      slices('twice', first, { ...first, shard: 1 }),
      slices('outside', first, second),
      slices('rank', first, second),
      slices('more', first, second),
      floats('whole', [2]),
      { name: 'resource', dtype: 'resource', shape: [], bytes: new Uint8Array(0) },
    ],
    {
      shards: 2,
      edit: (name, meta) => {
        const [slice] = meta['slice'] as { extent: Record<string, unknown>[] }[];
        if (name === 'outside' && slice) {
          slice.extent[0] = { start: 4n, hasLength: { case: 'length', value: 3n } };
        }
        if (name === 'rank') slice?.extent.pop();
        if (name === 'more') meta['shape'] = { dim: [{ size: 2n ** 62n }, { size: 4n }] };
      },
    },
  );
  const damage = new Map(artifact.tensors.map((info) => [info.name, info.damage]));
  assert.match(damage.get('gap') ?? '', /Its slices hold 12 of 24 elements/);
  assert.match(
    damage.get('overlap') ?? '',
    /slices at \[0, 0\] in .*00000-of-00002 and at \[2, 0\] in .*00001-of-00002 overlap/,
  );
  assert.match(damage.get('twice') ?? '', /at \[0, 0\] in .* and at \[0, 0\] in .* overlap/);
  assert.match(damage.get('outside') ?? '', /a slice does not lie in the tensor/);
  assert.match(damage.get('rank') ?? '', /a slice does not lie in the tensor/);
  assert.match(damage.get('more') ?? '', /beyond 2\^53/);
  assert.match(damage.get('resource') ?? '', /objects of a TensorFlow program/);
  assert.equal(damage.get('whole'), undefined);
  assert.equal((await readAll(artifact, 'whole')).bytes.length, 8);
  await assert.rejects(readAll(artifact, 'gap'), failsWith('unsupported', /gap cannot be read/));
  const severities = new Map(
    artifact.summary.findings.map(({ location, severity }) => [location, severity]),
  );
  assert.equal(severities.get('gap'), 'info');
  assert.equal(severities.get('overlap'), 'error');
});

test('more or fewer values than the shape has end in a sentence', async (t) => {
  const varints = (count: number): Uint8Array => field(10, new Uint8Array(count).fill(1));
  for (const [dtype, values, sentence] of [
    ['float32', field(5, new Uint8Array(20)), /20 bytes are stored for 6 elements/],
    ['float32', field(5, new Uint8Array(28)), /28 bytes are stored for 6 elements/],
    ['float32', new Uint8Array(0), /fewer are stored than the 6 elements/],
    ['int64', varints(5), /5 bytes are stored for 6 elements/],
    ['int64', varints(7), /more are stored than the 6 elements/],
    ['int64', field(10, new Uint8Array(6).fill(0x80)), /a number has no end/],
    ['int64', field(10, Uint8Array.of(1, 1, 1, 1, 1, 0xff)), /a number has no end/],
    ['int64', Buffer.concat([varints(4), varints(4)]), /more are stored than the 6 elements/],
    ['string', field(8, Buffer.from('one')), /fewer are stored than the 6 strings/],
    ['string', Buffer.concat(Array(7).fill(field(8, Buffer.from('x')))), /more are stored/],
    ['float32', Uint8Array.of(0x2a, 0x7f, 1), /states 127 bytes where 1 are left/],
  ] as const) {
    const tensor = { name: 'w', dtype, shape: [6], bytes: new Uint8Array(0), strings: [] };
    const artifact = await open(t, [tensor, floats('a', [2])], {
      editValues: (name, written) => (name === 'w' ? values : written),
    });
    await assert.rejects(readAll(artifact, 'w'), (error: Error) => {
      assert.match(error.message, sentence);
      return true;
    });
    assert.equal((await readAll(artifact, 'a')).bytes.length, 8);
  }
});

test('what needs a newer reader says so', async (t) => {
  await assert.rejects(
    open(t, [floats('a', [2])], { minConsumer: 2 }),
    failsWith('unsupported', /asks for a reader of version 2, and this one reads version 1/),
  );
});

test('stale shards and interrupted saves are mentioned', async (t) => {
  const directory = await temporaryDirectory(t);
  await writeFiles(directory, [
    ...writeSaverV1('model.ckpt-10', [floats('a', [2]), floats('b', [3], 1)], { shards: 2 }),
    ['model.ckpt-10-00002-of-00003', 'x'],
    ['model.ckpt-10-00000-of-00002.tempstate123', 'x'],
    ['model.ckpt-100-00000-of-00001', 'x'],
  ]);
  // Of several saves the one that is complete, also where another was begun later.
  const later = new Date(Date.now() + 60_000);
  await utimes(join(directory, 'model.ckpt-10-00002-of-00003'), later, later);
  const artifact = await openArtifact(join(directory, 'model.ckpt-10'));
  t.after(() => artifact.close());
  assert.equal(artifact.tensors.length, 2);
  assert.deepEqual(
    artifact.summary.findings.map(({ code, location }) => [code, location]),
    [
      ['stale-file', 'model.ckpt-10-00002-of-00003'],
      ['interrupted-save', 'model.ckpt-10-00000-of-00002.tempstate123'],
    ],
  );
});

test('what is removed while it is open ends in a sentence', async (t) => {
  const directory = await temporaryDirectory(t);
  await writeFiles(directory, writeSaverV1('m.ckpt', [floats('a', [2])]));
  const artifact = await openArtifact(join(directory, 'm.ckpt'));
  await artifact.close();
  await rm(join(directory, 'm.ckpt'));
  await assert.rejects(openArtifact(join(directory, 'm.ckpt')), failsWith('not-found', /m\.ckpt/));
});

test('a name as long as a page is cut in every sentence', async (t) => {
  const name = 'n'.repeat(10_000);
  const artifact = await open(t, [floats(name, [2])], {
    editValues: () => Uint8Array.of(0x2a, 4, 0, 0, 0, 0),
  });
  await assert.rejects(readAll(artifact, name), (error) => {
    assert.ok(error instanceof ReadError);
    assert.match(error.message, /^The values of nnn.*…/);
    assert.ok(error.message.length < 1000, String(error.message.length));
    return true;
  });
});

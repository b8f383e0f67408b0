import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { OpenedArtifact } from '../../../../src/formats/contract.ts';
import { openArtifact } from '../../../../src/formats/open.ts';
import { arrayHeader, countingArray, writeArray } from '../../../support/array-writer.ts';
import { failsWith } from '../../../support/errors.ts';
import { temporaryDirectory, writeFiles } from '../../../support/files.ts';
import { readAll } from '../../../support/open-parts.ts';
import { writeZip, type WrittenEntry } from '../../../support/zip-writer.ts';

// What NumPy itself writes is compared with NumPy in test/oracle/numpy.test.ts.

async function openBytes(
  t: TestContext,
  bytes: Uint8Array,
  name = 'x.npy',
): Promise<OpenedArtifact> {
  const directory = await temporaryDirectory(t);
  await writeFiles(directory, [[name, bytes]]);
  const artifact = await openArtifact(join(directory, name));
  t.after(() => artifact.close());
  return artifact;
}

const openZip = (t: TestContext, entries: readonly WrittenEntry[]): Promise<OpenedArtifact> =>
  openBytes(t, writeZip(entries), 'arrays.npz');

test('an array is one tensor with the name of its file', async (t) => {
  const { summary, tensors } = await openBytes(t, countingArray([2, 3]), 'my table.npy');
  assert.deepEqual(tensors, [
    {
      name: 'my table',
      objectPath: null,
      dtype: 'float32',
      shape: [2, 3],
      bytes: 24,
      role: 'weight',
      stored: { file: 'my table.npy', offset: 128 },
    },
  ]);
  assert.equal(summary.format, 'numpy');
  assert.equal(summary.description, 'NumPy array: float32, 2 × 3');
  assert.deepEqual(
    summary.facts.map(({ name, value }) => [name, value]),
    [
      ['Format version', '1.0'],
      ['Data type', '<f4'],
      ['Order', 'C: row by row'],
    ],
  );
  assert.equal(summary.parameterCount, null);
  assert.equal(summary.metaGraphs, null);
});

test('headers of other writers and other versions are read, too', async (t) => {
  const values = new Uint8Array(8);
  for (const [header, version] of [
    ["{'descr':'<i4','fortran_order':False,'shape':(2L,)}", 1],
    ['{"shape": (2,), "fortran_order": False, "descr": "<i4"}\n', 2],
    ["{'descr': u'<i4', 'fortran_order': False, 'shape': [2], 'more': None}", 3],
    ["{'descr': '=i4', 'fortran_order': False, 'shape': (1, 2)}\0\0\0", 3],
  ] as const) {
    const { tensors } = await openBytes(t, writeArray(header, values, { version }));
    assert.equal(tensors[0]?.dtype, 'int32', header);
    assert.equal(tensors[0].bytes, 8);
  }
});

test('a damaged header is told with what is wrong', async (t) => {
  const array = (descr: string, shape = '(2,)'): Uint8Array =>
    writeArray(`{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}}`);
  const nested = '['.repeat(5000) + ']'.repeat(5000);
  for (const [bytes, message] of [
    [countingArray([2]).slice(0, 9), /ends before its length/],
    [countingArray([2]).slice(0, 60), /ends in the middle of its header/],
    [writeArray('{"descr": "<f4"}'), /lacks the dtype, the order or the shape/],
    [writeArray('__import__("os").system("x")'), /no Python dict/],
    [writeArray("{'descr': '<f4', }{"), /no Python dict/],
    [array(nested), /no Python dict/],
    [array("'<q4'"), /its dtype <q4 is none of NumPy's/],
    [array('7'), /its dtype is no description/],
    [array("[('x',)]"), /has no name and type/],
    [array("[('x', 'zz')]"), /field x is none of NumPy's/],
    [array("[('x', 'S999999999', (99, 99))]"), /its records are too long/],
    [array("'<f4'", '(-1,)'), /dimension -1 is negative/],
    [array("'<f4'", '(99999999999, 99999999999)'), /more than 2\^53 bytes/],
    [array("[('x', '<f4', (999999,))]", '(99999999999,)'), /of its field x, .*2\^53/],
    [array("'<f4'", '(2)'), /lacks/],
  ] as const) {
    await assert.rejects(openBytes(t, bytes), failsWith('malformed', message));
  }
  await assert.rejects(
    openBytes(t, writeArray('{}', undefined, { version: 7 })),
    failsWith('unsupported', /format version 7\.0/),
  );
  await assert.rejects(
    openBytes(t, writeArray('{}', undefined, { version: 2, stated: 0x7fff_ffff })),
    failsWith('limit-exceeded', /states a header of 2147483647 bytes/),
  );
});

test('an array that was cut off shows its shape, and its values not', async (t) => {
  const artifact = await openBytes(t, countingArray([100, 10]).slice(0, 1000));
  const [tensor] = artifact.tensors;
  assert.deepEqual(tensor?.shape, [100, 10]);
  assert.match(tensor.damage ?? '', /has 872 bytes of values where 100 × 10 of <f4 take 4000/);
  assert.deepEqual(
    artifact.summary.findings.map(({ severity, code }) => [severity, code]),
    [['error', 'truncated']],
  );
  await assert.rejects(readAll(artifact, 'x'), failsWith('malformed', /has 872 bytes/));
});

test('objects are named and never unpickled', async (t) => {
  const pickle = Buffer.from("cos\nsystem\n(S'touch /tmp/x'\ntR.");
  const artifact = await openBytes(t, writeArray(arrayHeader("'|O'", [2]), pickle));
  const [tensor] = artifact.tensors;
  assert.equal(tensor?.dtype, 'object');
  assert.match(tensor.damage ?? '', /Python objects, stored as a pickle.*never done here/);
  assert.deepEqual(
    artifact.summary.findings.map(({ severity, code, location }) => [severity, code, location]),
    [['warning', 'pickle', 'x']],
  );
  const mixed = "[('n', '<i4'), ('o', '|O')]";
  const { tensors } = await openBytes(t, writeArray(arrayHeader(mixed, [2]), pickle));
  assert.deepEqual(
    tensors.map(({ name, damage }) => [name, damage !== undefined]),
    [
      ['x/n', true],
      ['x/o', true],
    ],
  );
});

test('fields are tensors of their own', async (t) => {
  const descr =
    "[('id', '<u2'), ('', '|V1'), ('pair', '|i1', (2,)), ('point', [('x', '>i2')]), ('rows', [('a', '|u1'), ('b', '|u1')], (2,))]";
  const record = (start: number): number[] => [start, 0, 99, 1, 2, 0, start, 5, 6, 7, 8];
  const bytes = Uint8Array.from([...record(1), ...record(2)]);
  const artifact = await openBytes(t, writeArray(arrayHeader(descr, [2]), bytes));
  const found: Record<string, unknown> = {};
  for (const { name, dtype, shape } of artifact.tensors) {
    const { bytes: values, strings } = await readAll(artifact, name);
    found[name] = [dtype, shape, strings.length > 0 ? strings : [...values]];
  }
  assert.deepEqual(found, {
    'x/id': ['uint16', [2], [1, 0, 2, 0]],
    'x/pair': ['int8', [2, 2], [1, 2, 1, 2]],
    'x/point/x': ['int16', [2], [1, 0, 2, 0]],
    'x/rows': ['void16', [2, 2], ['\\x05\\x06', '\\x07\\x08', '\\x05\\x06', '\\x07\\x08']],
  });
});

test('what follows an array is mentioned', async (t) => {
  const two = Buffer.concat([countingArray([2]), countingArray([2])]);
  const { summary } = await openBytes(t, two);
  assert.deepEqual(
    summary.findings.map(({ severity, code }) => [severity, code]),
    [['info', 'trailing-bytes']],
  );
  assert.match(summary.findings[0]?.message ?? '', /136 bytes follow the array/);
});

test('an archive shows what can be read beside what cannot', async (t) => {
  const artifact = await openZip(t, [
    { path: 'good.npy', content: countingArray([4]), deflate: true },
    { path: 'bad.npy', content: Buffer.from('no array') },
    { path: 'notes.txt', content: Buffer.from('x') },
    { path: 'secret.npy', content: countingArray([1]), flags: 1, bytes: 120 },
    { path: 'wrong.npy', content: countingArray([3]), crc: 7 },
    { path: 'a/b.npy', content: countingArray([3, 2], true) },
  ]);
  assert.equal(artifact.summary.description, 'NumPy archive: 3 arrays');
  assert.deepEqual(
    artifact.tensors.map(({ name, stored }) => [name, stored?.file ?? null]),
    [
      ['good', null],
      ['wrong', 'arrays.npz'],
      ['a/b', 'arrays.npz'],
    ],
  );
  assert.deepEqual(
    artifact.summary.findings.map(({ severity, code, location }) => [severity, code, location]),
    [
      ['error', 'malformed', 'bad.npy'],
      ['error', 'unsupported', 'secret.npy'],
      ['info', 'unsupported', 'notes.txt'],
    ],
  );
  const { bytes } = await readAll(artifact, 'a/b');
  assert.deepEqual([...new Float32Array(bytes.buffer)], [0, 3, 1, 4, 2, 5]);
  await assert.rejects(
    readAll(artifact, 'wrong'),
    failsWith('checksum-mismatch', /values of wrong do not match the checksum/),
  );
  await readAll(artifact, 'wrong', { start: 0, count: 1 });
});

test('an archive without arrays opens by its name', async (t) => {
  const { summary } = await openZip(t, []);
  assert.equal(summary.description, 'NumPy archive: 0 arrays');
});

import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { crc32c } from '../../src/codec/crc32c/crc32c.ts';
import { AppError } from '../../src/core/errors.ts';
import { dtypeFromName } from '../../src/core/dtypes.ts';
import { elementCount } from '../../src/core/shape.ts';
import type { Chunk, OpenedArtifact } from '../../src/formats/contract.ts';
import { openArtifact } from '../../src/formats/open.ts';
import { readers } from '../../src/formats/registry.ts';
import { openTree } from '../../src/io/tree.ts';
import type { FormatId, TensorInfo } from '../../src/protocol/model.ts';
import { failsWith } from '../support/errors.ts';
import { temporaryDirectory, writeFiles } from '../support/files.ts';
import { readAll } from '../support/open-parts.ts';
import { until } from '../support/until.ts';
import { subjects, type Subject } from './subjects.ts';

// What formats/contract.ts promises, tried on every reader. A new format adds its subjects and inherits all of it.

const chunkBytes = 1024 ** 2;

async function written(t: TestContext, subject: Subject): Promise<string> {
  const directory = await temporaryDirectory(t);
  await writeFiles(directory, await subject.files());
  return join(directory, subject.path);
}

async function opened(t: TestContext, subject: Subject): Promise<OpenedArtifact> {
  const artifact = await openArtifact(await written(t, subject));
  t.after(() => artifact.close());
  return artifact;
}

function readable(artifact: OpenedArtifact): readonly TensorInfo[] {
  return artifact.tensors.filter(({ damage }) => damage === undefined);
}

/** Checks one chunk's place and size; returns how many elements it holds. */
function checkedCount(chunk: Chunk, tensor: TensorInfo, expected: number): number {
  assert.equal(chunk.element, expected, `${tensor.name}: chunks follow each other`);
  if (chunk.kind === 'strings') {
    assert.equal(tensor.dtype, 'string');
    const bytes = chunk.values.reduce((sum, value) => sum + value.length, 0);
    assert.ok(bytes <= chunkBytes || chunk.values.length === 1);
    return chunk.values.length;
  }
  const itemBytes = dtypeFromName(tensor.dtype)?.bytes ?? 0;
  assert.ok(chunk.bytes.length <= chunkBytes, `${tensor.name}: a chunk of ${chunk.bytes.length}`);
  assert.equal(chunk.bytes.length % itemBytes, 0, `${tensor.name}: whole elements`);
  return chunk.bytes.length / itemBytes;
}

/** Formats of which something lay in files as it is. */
const seen = new Set<FormatId>();

test('every reader has a subject', () => {
  const formats = new Set(subjects.map(({ format }) => format));
  assert.deepEqual(
    readers.map(({ format }) => format).filter((format) => !formats.has(format)),
    [],
  );
});

for (const subject of subjects) {
  suite(subject.name, () => {
    test('opens, and its summary is plain data', async (t) => {
      const artifact = await opened(t, subject);
      assert.equal(artifact.format, subject.format);
      assert.deepEqual(JSON.parse(JSON.stringify(artifact.summary)), artifact.summary);
      assert.deepEqual(artifact.summary.findings, []);
      assert.ok(artifact.tensors.length > 0);
      assert.equal(new Set(artifact.tensors.map(({ name }) => name)).size, artifact.tensors.length);
      const names = new Set(artifact.tensors.map(({ name }) => name));
      for (const layer of artifact.layers) {
        for (const weight of layer.weights)
          assert.ok(names.has(weight), `${layer.path}: ${weight}`);
      }
      const files = await openTree(artifact.tree.path);
      for (const file of artifact.files) assert.ok(await files.entry(file), file);
    });

    test('hands out every element once, in order, and then the verdict', async (t) => {
      const artifact = await opened(t, subject);
      for (const tensor of readable(artifact)) {
        let elements = 0;
        const verdicts: string[] = [];
        const onChecksum = (verdict: string): void => {
          assert.equal(elements, elementCount(tensor.shape), 'only when all was read');
          verdicts.push(verdict);
        };
        for await (const chunk of artifact.read(tensor.name, 'all', { onChecksum })) {
          elements += checkedCount(chunk, tensor, elements);
        }
        assert.equal(elements, elementCount(tensor.shape), tensor.name);
        assert.equal(verdicts.length, 1, tensor.name);
        assert.notEqual(verdicts[0], 'mismatch', tensor.name);
      }
    });

    test('gives by ranges what it gives as a whole', async (t) => {
      const artifact = await opened(t, subject);
      for (const tensor of readable(artifact)) {
        const elements = elementCount(tensor.shape);
        const whole = await readAll(artifact, tensor.name);
        const page = Math.max(1, Math.ceil(elements / 5));
        const bytes: Uint8Array[] = [];
        const strings: string[] = [];
        for (let start = 0; start < elements; start += page) {
          const count = Math.min(page, elements - start);
          const part = await readAll(artifact, tensor.name, { start, count });
          bytes.push(part.bytes);
          strings.push(...part.strings);
        }
        assert.ok(Buffer.concat(bytes).equals(whole.bytes), tensor.name);
        assert.deepEqual(strings, whole.strings, tensor.name);
        const none = await readAll(artifact, tensor.name, { start: elements, count: 0 });
        assert.equal(none.bytes.length + none.strings.length, 0, tensor.name);
      }
    });

    test('says where numbers lie only where the files hold what it hands out', async (t) => {
      const artifact = await opened(t, subject);
      for (const tensor of readable(artifact)) {
        const stored = await artifact.storedRuns?.(tensor.name);
        if (!stored) continue;
        const whole = await readAll(artifact, tensor.name);
        const parts = await Promise.all(
          stored.runs.map(async ({ path, offset, length, crc32c: stated }) => {
            const part = (await readFile(path)).subarray(offset, offset + length);
            assert.equal(part.length, length, tensor.name);
            if (stated !== undefined) assert.equal(crc32c(part), stated, tensor.name);
            return part;
          }),
        );
        assert.ok(Buffer.concat(parts).equals(whole.bytes), tensor.name);
        assert.notEqual(await stored.intact?.(), false, tensor.name);
        seen.add(subject.format);
      }
    });

    test('refuses unknown names and ranges outside', async (t) => {
      const artifact = await opened(t, subject);
      const [tensor] = readable(artifact);
      assert.ok(tensor);
      const count = elementCount(tensor.shape) + 1;
      await assert.rejects(
        readAll(artifact, 'no such tensor'),
        failsWith('bad-request', /no such tensor/),
      );
      await assert.rejects(
        readAll(artifact, tensor.name, { start: 0, count }),
        failsWith('bad-request', /./),
      );
    });

    test('stops when it is told to', async (t) => {
      const path = await written(t, subject);
      const stopped = AbortSignal.abort();
      await assert.rejects(openArtifact(path, { signal: stopped }), failsWith('cancelled', /./));
      const artifact = await openArtifact(path);
      t.after(() => artifact.close());
      const tensor = readable(artifact).find(({ bytes }) => bytes > 0);
      assert.ok(tensor);
      await assert.rejects(
        readAll(artifact, tensor.name, 'all', { signal: stopped }),
        failsWith('cancelled', /./),
      );
    });

    test('closes what it opened', { skip: !existsSync('/proc/self/fd') }, async (t) => {
      const path = await written(t, subject);
      const before = readdirSync('/proc/self/fd').length;
      const artifact = await openArtifact(path);
      for (const tensor of readable(artifact)) await readAll(artifact, tensor.name);
      await artifact.close();
      // The pipes to a process that has ended close a moment after it.
      await until('no file is left open', () => readdirSync('/proc/self/fd').length <= before);
    });

    test('answers damage with a typed error that names format and file, or with findings', async (t) => {
      const files = await subject.files();
      const path = await written(t, subject);
      const directory = subject.path === '' ? path : join(path, '..');
      const memory = process.memoryUsage.rss();
      // `test/fuzz` tries many more. What HDF5 is in starts a process for each.
      const places = /hdf5|keras/.test(subject.format) ? 3 : 7;
      for (const [file, bytes] of files) {
        for (const damaged of damages(bytes, places)) {
          await writeFiles(directory, [[file, damaged]]);
          await exercise(path, file);
        }
        await writeFiles(directory, [[file, bytes]]);
      }
      const grown = process.memoryUsage.rss() - memory;
      assert.ok(grown < 256 * 1024 ** 2, `a stated length was believed: ${grown} bytes more`);
    });
  });
}

/** Cut off, flipped and with the largest number a varint or a fixed field can state, at places all over. */
function* damages(bytes: Uint8Array, places: number): Generator<Uint8Array> {
  yield new Uint8Array(0);
  for (let place = 0; place < places; place++) {
    // Closer together at both ends, where headers and footers are.
    const part = (1 - Math.cos((Math.PI * place) / (places - 1))) / 2;
    const at = Math.round(part * Math.max(0, bytes.length - 1));
    yield bytes.slice(0, at);
    yield bytes.with(at, (bytes[at] ?? 0) ^ 0x40);
    const huge = bytes.slice();
    huge.set(
      [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f].slice(0, bytes.length - at),
      at,
    );
    yield huge;
  }
}

/** Opens and reads everything; only typed errors with all their parts may come out. */
async function exercise(path: string, damaged: string): Promise<void> {
  const check = (error: unknown): void => {
    assert.ok(error instanceof AppError, `${damaged}: ${String((error as Error).stack)}`);
    assert.notEqual(error.code, 'internal', error.message);
    assert.ok(error.data.path !== undefined, `${damaged}: no path in "${error.message}"`);
    assert.ok(
      error.data.format !== undefined || error.code === 'unknown-format',
      `${damaged}: no format in "${error.message}"`,
    );
  };
  try {
    const artifact = await openArtifact(path);
    try {
      for (const tensor of artifact.tensors) {
        await readAll(artifact, tensor.name).catch(check);
      }
    } finally {
      await artifact.close();
    }
  } catch (error) {
    check(error);
  }
}

test('some of them lie so', () => {
  const plain = ['saved-model', 'tf-checkpoint', 'checkpoint-directory', 'numpy'] as const;
  for (const format of plain) assert.ok(seen.has(format), format);
});

test('no reader throws for what it does not know, and none takes it', async (t) => {
  const directory = await temporaryDirectory(t);
  const random = Uint8Array.from({ length: 2000 }, (_, index) => (index * 7919 + 13) & 0xff);
  await writeFiles(directory, [
    ['empty', ''],
    ['random', random],
    ['random.index', random],
    ['text.pb', 'item { name: "x" }'],
    ['checkpoint', random],
    ['variables/variables.index', random],
  ]);
  for (const path of ['', 'empty', 'random', 'random.index', 'text.pb', 'checkpoint']) {
    const tree = await openTree(join(directory, path));
    for (const reader of readers) {
      assert.equal(
        await reader.probe(tree),
        0,
        `${reader.format} takes ${path || 'the directory'}`,
      );
    }
  }
});

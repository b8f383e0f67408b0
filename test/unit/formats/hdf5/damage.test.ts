import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { AppError } from '../../../../src/core/errors.ts';
import type { OpenedArtifact } from '../../../../src/formats/contract.ts';
import { openArtifact } from '../../../../src/formats/open.ts';
import { failsWith } from '../../../support/errors.ts';
import { temporaryDirectory, writeFiles } from '../../../support/files.ts';
import { addChunked, counting, writeHdf5 } from '../../../support/hdf5-writer.ts';
import { readAll } from '../../../support/open-parts.ts';

async function opened(t: TestContext, bytes: Uint8Array): Promise<OpenedArtifact> {
  const directory = await temporaryDirectory(t);
  await writeFiles(directory, [['a.h5', bytes]]);
  const artifact = await openArtifact(join(directory, 'a.h5'));
  t.after(() => artifact.close());
  return artifact;
}

const twoDatasets = (): Promise<Uint8Array> =>
  writeHdf5((file) => {
    addChunked(file, 'chunked', { data: counting(20_000), shape: [200, 100], chunks: [50, 100] });
    file.create_dataset({ name: 'plain', data: counting(10), shape: [10] });
  });

test('a file that was cut off is refused with what is wrong', async (t) => {
  const bytes = await twoDatasets();
  await assert.rejects(
    opened(t, bytes.slice(0, bytes.length / 2)),
    failsWith('malformed', /truncated file/),
  );
});

test('a damaged chunk is named, and the other dataset is read by the same process', async (t) => {
  const bytes = await twoDatasets();
  // The deflated chunks make up most of the file.
  bytes.fill(0xa5, bytes.length / 2, bytes.length / 2 + 64);
  const artifact = await opened(t, bytes);
  await assert.rejects(
    readAll(artifact, 'chunked'),
    failsWith('malformed', /chunked cannot be read from .*a\.h5: .*\. Copy the file again/),
  );
  const { bytes: values } = await readAll(artifact, 'plain');
  assert.deepEqual(new Float32Array(Uint8Array.from(values).buffer), counting(10));
});

test('links are shown, and those to other files are not followed', async (t) => {
  const bytes = await writeHdf5((file) => {
    file.create_dataset({ name: 'w', data: counting(4) });
    file.create_soft_link('/w', 'same');
    file.create_soft_link('/nowhere', 'dangling');
    file.create_external_link('other.h5', '/x', 'elsewhere');
  });
  const { tensors, findings, facts } = await opened(t, bytes);
  assert.deepEqual(
    tensors.map(({ name }) => name),
    ['w'],
  );
  assert.deepEqual(
    findings.map(({ code, location }) => [code, location]),
    [['external-link', 'elsewhere']],
  );
  assert.deepEqual(
    facts.filter(({ name }) => name.includes('link')).map(({ group, value }) => [group, value]),
    [
      ['dangling', '/nowhere'],
      ['elsewhere', 'other.h5:/x'],
      ['same', '/w'],
    ],
  );
});

test('a circle of groups ends', async (t) => {
  const bytes = await writeHdf5((file) => {
    file
      .create_group('a')
      .create_group('b')
      .create_dataset({ name: 'w', data: counting(2) });
    file.create_hard_link('/a', '/a/b/again');
  });
  const { tensors } = await opened(t, bytes);
  assert.deepEqual(
    tensors.map(({ name }) => name),
    ['a/b/w'],
  );
});

test('whatever bytes are wrong: an answer, or an error that names the file', async (t) => {
  const bytes = await twoDatasets();
  const directory = await temporaryDirectory(t);
  for (let number = 0; number < 12; number++) {
    const mutant = bytes.slice();
    // Among the first bytes lies nearly all that says where things are.
    mutant[(number * 131) % 2048] = (number * 89 + 7) % 256;
    const name = `${String(number)}.h5`;
    await writeFiles(directory, [[name, mutant]]);
    try {
      const artifact = await openArtifact(join(directory, name));
      for (const tensor of artifact.tensors) {
        await readAll(artifact, tensor.name).catch(asAppError);
      }
      await artifact.close();
    } catch (thrown) {
      asAppError(thrown);
    }
  }
});

function asAppError(thrown: unknown): void {
  assert.ok(thrown instanceof AppError, String(thrown));
}

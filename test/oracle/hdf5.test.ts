import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from '../support/files.ts';
import { elementsOf } from './support/elements.ts';
import { opened } from './support/opened.ts';
import { python, withoutOracle } from './support/runtime.ts';

// Names, dtypes, shapes and every value of datasets are those that h5py reads.

type Told = Readonly<
  Record<string, { readonly dtype: string; readonly shape: number[]; readonly values: string[] }>
>;

const script = fileURLToPath(new URL('support/hdf5_files.py', import.meta.url));

test('datasets are what h5py reads', { skip: withoutOracle }, async (t) => {
  const directory = await temporaryDirectory(t);
  const printed = execFileSync(python ?? '', [script, directory], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 ** 2,
  });
  const files = Object.entries(JSON.parse(printed) as Readonly<Record<string, Told>>);
  for (const [file, expected] of files) {
    await opened(join(directory, file), async (artifact) => {
      assert.deepEqual(artifact.summary.findings, [], file);
      const found: Record<string, unknown> = {};
      for (const { name, dtype, shape } of artifact.tensors) {
        const values = await elementsOf(artifact, name, 'all');
        found[name] = { dtype, shape: [...shape], values };
        const start = Math.floor(values.length / 3);
        const count = Math.ceil((values.length - start) / 2);
        assert.deepEqual(
          await elementsOf(artifact, name, { start, count }),
          values.slice(start, start + count),
          `${file}: a part of ${name}`,
        );
      }
      assert.deepEqual(found, expected, file);
    });
  }
});

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from '../support/files.ts';
import { contentsOf } from './support/contents.ts';
import { elementsOf } from './support/elements.ts';
import { opened } from './support/opened.ts';
import { python, withoutOracle } from './support/runtime.ts';

// Names, dtypes, shapes and every value of arrays are those that NumPy loads.

type Loaded = Readonly<
  Record<
    string,
    { readonly dtype: string; readonly shape: number[]; readonly values: string | string[] }
  >
>;

const script = fileURLToPath(new URL('support/arrays.py', import.meta.url));

test('arrays are what NumPy loads', { skip: withoutOracle }, async (t) => {
  const directory = await temporaryDirectory(t);
  const printed = execFileSync(python ?? '', [script, directory], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 ** 2,
  });
  const files = Object.entries(JSON.parse(printed) as Readonly<Record<string, Loaded>>);
  assert.ok(files.length > 60);
  for (const [file, expected] of files) {
    await opened(join(directory, file), async (artifact) => {
      assert.deepEqual(artifact.summary.findings, [], file);
      const found: Record<string, unknown> = {};
      for (const { name, dtype, shape } of artifact.tensors) {
        const elements = await elementsOf(artifact, name, 'all');
        const values = typeof expected[name]?.values === 'string' ? elements.join('') : elements;
        found[name] = { dtype, shape: [...shape], values };
        const { checksum } = await contentsOf(artifact, name);
        assert.equal(checksum, file.endsWith('.npz') ? 'ok' : 'none', `${file}: ${name}`);
        const start = Math.floor(elements.length / 3);
        const count = Math.ceil((elements.length - start) / 2);
        assert.deepEqual(
          await elementsOf(artifact, name, { start, count }),
          elements.slice(start, start + count),
          `${file}: a part of ${name}`,
        );
      }
      assert.deepEqual(found, expected, file);
    });
  }
});

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { dtypes } from '../../src/core/dtypes.ts';
import { openArtifact } from '../../src/formats/open.ts';
import { writeBundle, type WrittenTensor } from '../support/bundle-writer.ts';
import { temporaryDirectory, writeFiles } from '../support/files.ts';
import { readAll } from '../support/open-parts.ts';
import { python, withoutOracle } from './support/runtime.ts';

// The unit tests read checkpoints that test/support/bundle-writer.ts writes, because no machine at hand writes
// big-endian, compressed or oddly sliced ones. TensorFlow reads the same files here, and sees the same values.

type Restored = Readonly<
  Record<string, { readonly dtype: string; readonly shape: number[]; readonly values: unknown }>
>;

/** TensorFlow turns no float8 around, and stores 2- and 4-bit integers in bytes of which not all are valid. */
function isRestored(name: string, bigEndian: boolean): boolean {
  return !/^u?int[24]$|^bool$/.test(name) && !(bigEndian && name.startsWith('float8'));
}

function tensors(bigEndian: boolean): WrittenTensor[] {
  const pattern = (length: number): Uint8Array =>
    Uint8Array.from({ length }, (_, index) => (index * 37 + 5) & 0x7f);
  const numbers = dtypes
    .filter(({ name, bytes }) => bytes > 0 && isRestored(name, bigEndian))
    .map(({ name, bytes }) => ({ name, dtype: name, shape: [3, 2], bytes: pattern(6 * bytes) }));
  return [
    ...numbers,
    {
      name: 'words',
      dtype: 'string',
      shape: [2, 2],
      strings: ['', 'abc', 'ü', 'x'.repeat(200)].map((text) => Buffer.from(text)),
    },
    {
      name: 'sliced',
      dtype: 'float32',
      shape: [3, 4],
      slices: [
        { start: [0, 0], length: [3, 1], bytes: pattern(12) },
        { start: [0, 1], length: [2, 3], bytes: pattern(24), shard: 1 },
        { start: [2, 1], length: [1, 3], bytes: pattern(12), shard: 1 },
      ],
    },
  ];
}

test(
  'TensorFlow restores what we read of files in both byte orders',
  { skip: withoutOracle },
  async (t) => {
    const directory = await temporaryDirectory(t);
    const prefixes: string[] = [];
    for (const bigEndian of [false, true]) {
      const prefix = bigEndian ? 'big' : 'little';
      const options = { bigEndian, shards: 2, blockBytes: 200, snappy: bigEndian };
      await writeFiles(directory, writeBundle(prefix, tensors(bigEndian), options));
      prefixes.push(join(directory, prefix));
    }
    const script = fileURLToPath(new URL('support/restore.py', import.meta.url));
    const printed = execFileSync(python ?? '', [script, ...prefixes], {
      encoding: 'utf8',
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' },
    });
    const theirs = JSON.parse(printed) as Readonly<Record<string, Restored>>;
    for (const prefix of prefixes) {
      const artifact = await openArtifact(prefix);
      t.after(() => artifact.close());
      const ours: Record<string, unknown> = {};
      for (const { name, dtype, shape } of artifact.tensors) {
        const { bytes, strings } = await readAll(artifact, name);
        const values =
          dtype === 'string'
            ? strings.map((text) => Buffer.from(text, 'latin1').toString('hex'))
            : Buffer.from(bytes).toString('hex');
        ours[name] = { dtype, shape: [...shape], values };
      }
      assert.deepEqual(ours, theirs[prefix]);
    }
  },
);

import { dtypes } from '../../../src/core/dtypes.ts';
import { floats, writeBundle } from '../../support/bundle-writer.ts';
import { checkpoint, Variable } from '../../unit/codec/object-graph/builder.ts';
import type { Subject } from '../subject.ts';
import { filesOf, folders, prefixesIn, smallOnes, text } from './files.ts';

export function bundles(): Subject[] {
  const half = floats('p', [2, 2]).bytes ?? new Uint8Array(0);
  const { graph } = checkpoint({ w: new Variable('w') });
  const parts = writeBundle(
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
      { name: '_CHECKPOINTABLE_OBJECT_GRAPH', dtype: 'string', shape: [], strings: [graph] },
    ],
    { shards: 2 },
  );
  const ofEveryDtype = dtypes
    .filter(({ bytes }) => bytes > 0)
    .map(({ name, bytes }) => {
      return { name, dtype: name, shape: [2], bytes: new Uint8Array(2 * bytes).fill(1) };
    });
  const blocks = { snappy: true, blockBytes: 200, bigEndian: true };
  return smallOnes([
    { name: 'one tensor', path: 'm', files: writeBundle('m', [floats('w', [2])]) },
    { name: 'slices, strings and two shards', path: 'm', files: parts },
    {
      name: 'every dtype, in several blocks',
      path: 'm',
      files: writeBundle('m', ofEveryDtype, blocks),
    },
    ...folders().flatMap(({ name, files }) =>
      prefixesIn(files).map((path) => ({
        name: `${name}/${path}`,
        path,
        files: filesOf(files, path),
      })),
    ),
  ]);
}

export function checkpointDirectories(): Subject[] {
  const state = 'model_checkpoint_path: "m-2"\nall_model_checkpoint_paths: "m-1"\n';
  const written = new Map([
    ['checkpoint', text(state)],
    ...writeBundle('m-1', [floats('a', [2])]),
    ...writeBundle('m-2', [floats('a', [3]), floats('b', [])]),
  ]);
  return smallOnes([
    { name: 'two checkpoints', path: '', files: written },
    ...folders()
      .filter(({ files }) => files.has('checkpoint'))
      .map(({ name, files }) => ({ name, path: '', files })),
  ]);
}

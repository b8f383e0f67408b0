import { floats, writeBundle } from '../../support/bundle-writer.ts';
import { partitioned } from '../../support/partitioned.ts';
import { writeSaverV1 } from '../../support/saver-v1-writer.ts';
import { sessionBundleGraph } from '../../support/session-bundle-writer.ts';
import type { Subject } from '../subject.ts';
import { smallOnes } from './files.ts';

/** Checkpoints of TensorFlow's first format, in one file and in shards. */
export function firstCheckpoints(): Subject[] {
  const tensors = (shards: number) => [
    floats('kernel', [3, 2]),
    partitioned('embedding', [4, 2], [[2], []], shards).tensor,
    { name: 'step', dtype: 'int64', shape: [], bytes: new Uint8Array(8) },
    { name: 'words', dtype: 'string', shape: [2], strings: [Buffer.from('a'), Buffer.from('b')] },
  ];
  return smallOnes([
    { name: 'one file', path: 'm.ckpt', files: writeSaverV1('m.ckpt', tensors(1)) },
    {
      name: 'one file, numbers one by one',
      path: 'm.ckpt',
      files: writeSaverV1('m.ckpt', tensors(1), { layout: 'each', snappy: true }),
    },
    { name: 'shards', path: 'm', files: writeSaverV1('m', tensors(2), { shards: 2 }) },
  ]);
}

/** What TensorFlow 1's Exporter left: a graph whose collections hold packed messages, and a checkpoint. */
export function sessionBundles(): Subject[] {
  const graph = sessionBundleGraph(
    {
      defaultSignature: {
        type: { case: 'regressionSignature', value: { input: { tensorName: 'x:0' } } },
      },
      namedSignatures: {
        any: { type: { case: 'genericSignature', value: { map: { y: { tensorName: 'y:1' } } } } },
      },
    },
    {
      metaInfoDef: {
        strippedOpList: {
          op: [{ name: 'Split', outputArg: [{ typeAttr: 'T', numberAttr: 'n' }] }],
        },
      },
      graphDef: {
        node: [
          { name: 'x', op: 'Placeholder', attr: { dtype: { value: { case: 'type', value: 1 } } } },
          { name: 'y', op: 'Split', attr: { n: { value: { case: 'i', value: 2n } } } },
        ],
      },
      collectionDef: {
        layers: { kind: { case: 'int64List', value: { value: [1n, -2n] } } },
        trainable_variables: {
          kind: { case: 'bytesList', value: { value: [Buffer.of(10, 1, 97)] } },
        },
      },
    },
    ['words.txt'],
  );
  return smallOnes([
    {
      name: 'with a checkpoint',
      path: 'export.meta',
      files: new Map([['export.meta', graph], ...writeBundle('export', [floats('a', [2])])]),
    },
  ]);
}

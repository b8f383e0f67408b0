import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReadError } from '../../../src/core/errors.ts';
import type { Reader } from '../../../src/formats/contract.ts';
import { graphDefReader } from '../../../src/formats/graph-def/reader.ts';
import { metaGraphReader } from '../../../src/formats/meta-graph/reader.ts';
import { numpyReader } from '../../../src/formats/numpy/reader.ts';
import { saverV1Reader } from '../../../src/formats/saver-v1/reader.ts';
import { arrayHeader, countingArray, writeArray } from '../../support/array-writer.ts';
import { floats } from '../../support/bundle-writer.ts';
import { constantNode, shapeProto, writeGraph } from '../../support/graph-writer.ts';
import { memoryFile } from '../../support/memory-tree.ts';
import { mutate, randomNumbers } from '../../support/mutate.ts';
import { context, readAll } from '../../support/open-parts.ts';
import { partitioned } from '../../support/partitioned.ts';
import { writeSaverV1 } from '../../support/saver-v1-writer.ts';
import { sessionBundleGraph } from '../../support/session-bundle-writer.ts';
import { writeZip } from '../../support/zip-writer.ts';

// Files that somebody changed who wants the reader to fail: it ends in damage or a sentence, never in another error.

const rounds = 2000;

const fields = "[('a', '<f4'), ('b', [('c', '|S3'), ('d', '>i8', (2,))]), ('when', '<M8[s]')]";
const records = writeArray(arrayHeader(fields, [3, 2], true), new Uint8Array(31 * 6));
const archive = writeZip([
  { path: 'x.npy', content: countingArray([3, 4]) },
  { path: 'y.npy', content: countingArray([2, 2], true), deflate: true },
]);
const graph = writeGraph([
  { name: 'x', op: 'Placeholder', attr: { dtype: { value: { case: 'type', value: 1 } } } },
  constantNode('a', { dtype: 1, tensorShape: shapeProto(3, 2), floatVal: [1, 2] }),
  constantNode('b', { dtype: 9, tensorShape: shapeProto(2), int64Val: [-1n, 7n] }),
  constantNode('c', { dtype: 4, tensorShape: shapeProto(4), tensorContent: new Uint8Array(4) }),
  constantNode('d', { dtype: 7, tensorShape: shapeProto(2), stringVal: [Buffer.from('s')] }),
  { name: 'y', op: 'MatMul', input: ['x', 'a:0', '^b'] },
]);
const text = `meta_info_def { tags: "serve" tensorflow_version: '1.15' }
graph_def { node { name: "w" op: "VariableV2" attr { key: "shape" value { shape { dim { size: -1 } } } } } }
collection_def { key: "trainable_variables" value { node_list { value: ["w:0"] } } }
saver_def { version: V2 sharded: true }`;

const checkpoint = writeSaverV1('m.ckpt', [
  floats('kernel', [3, 2]),
  partitioned('embedding', [4, 2], [[2], []], 1).tensor,
  { name: 'step', dtype: 'int64', shape: [], bytes: new Uint8Array(8) },
  { name: 'words', dtype: 'string', shape: [2], strings: [Buffer.from('a'), Buffer.from('b')] },
]).get('m.ckpt');

const bundle = sessionBundleGraph(
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
      strippedOpList: { op: [{ name: 'Split', outputArg: [{ typeAttr: 'T', numberAttr: 'n' }] }] },
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

const cases: readonly (readonly [string, Reader, string, Uint8Array])[] = [
  ['an array', numpyReader, 'x.npy', records],
  ['an archive', numpyReader, 'x.npz', archive],
  ['a graph', graphDefReader, 'graph.pb', graph],
  ['a checkpoint of the first format', saverV1Reader, 'm.ckpt', checkpoint ?? Buffer.of()],
  ['the graph of a session bundle', metaGraphReader, 'export.meta', bundle],
  ['a meta graph as text', metaGraphReader, 'x.meta', Buffer.from(text)],
];

for (const [what, reader, name, bytes] of cases) {
  test(`${what}, changed in ${rounds} ways`, async () => {
    const random = randomNumbers(20_261_120);
    let opened = 0;
    for (let round = 0; round < rounds; round++) {
      const check = (error: unknown): void => {
        assert.ok(error instanceof ReadError, `round ${round}: ${String((error as Error).stack)}`);
      };
      const tree = memoryFile(name, mutate(bytes, random));
      await reader.probe(tree);
      try {
        const artifact = await reader.open(tree, context);
        opened++;
        for (const tensor of artifact.tensors) {
          const elements = tensor.shape.reduce((product, size) => product * size, 1);
          const range = { start: 0, count: Math.min(elements, 10_000) };
          await readAll(artifact, tensor.name, range).catch(check);
        }
        await artifact.close();
      } catch (error) {
        check(error);
      }
    }
    assert.ok(opened > rounds / 20, `only ${opened} rounds came to the tensors`);
  });
}

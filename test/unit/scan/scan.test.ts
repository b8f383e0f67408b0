import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MetaGraph, Signature, TensorInfo } from '../../../src/protocol/model.ts';
import { scan, type Scanned } from '../../../src/scan/scan.ts';

const signature: Signature = {
  methodName: 'tensorflow/serving/predict',
  inputs: { x: { dtype: 'float32', shape: [null], tensor: 'x:0' } },
  outputs: { y: { dtype: 'float32', shape: [null], tensor: 'y:0' } },
};

function metaGraph(signatures: MetaGraph['signatures']): MetaGraph {
  return {
    tags: ['serve'],
    tensorflowVersion: '2.19.1',
    nodeCount: 1,
    functionCount: 0,
    ownSignatures: {},
    ops: [],
    signatures,
    functions: null,
  };
}

const tensor: TensorInfo = {
  name: 'dense/kernel',
  objectPath: null,
  dtype: 'float32',
  shape: [2],
  bytes: 8,
  role: 'weight',
  stored: null,
};

const sound: Scanned = {
  format: 'saved-model',
  files: ['saved_model.pb'],
  metaGraphs: [metaGraph({ serving_default: signature })],
  layers: [],
  tensors: [tensor],
  ops: new Set(['MatMul', 'VarHandleOp', 'StatefulPartitionedCall', 'SaveV2', 'RestoreV2']),
};

function codes(changes: Partial<Scanned>): string[] {
  return scan({ ...sound, ...changes }).map(
    ({ severity, code, location }) => `${severity} ${code} ${location}`,
  );
}

describe('scan', () => {
  test('has nothing to say of a sound model, nor of a checkpoint', () => {
    assert.deepEqual(codes({}), []);
    const checkpoint = { format: 'tf-checkpoint', files: ['x.index'], metaGraphs: null } as const;
    assert.deepEqual(scan({ ...checkpoint, layers: [], tensors: [tensor] }), []);
    const graph = {
      format: 'graph-def',
      files: ['graph.pb'],
      metaGraphs: [metaGraph({})],
    } as const;
    assert.deepEqual(scan({ ...graph, layers: [], tensors: [] }), []);
    assert.equal(
      scan({ ...graph, layers: [], tensors: [], ops: new Set(['PyFunc']) })[0]?.location,
      'graph.pb',
    );
    const named = { ...tensor, name: 'größe/编码/kernel' };
    assert.deepEqual(codes({ tensors: [named] }), []);
  });

  test('a model without a signature, and one that only one meta graph has', () => {
    assert.deepEqual(codes({ metaGraphs: [metaGraph({})] }), ['info no-signature saved_model.pb']);
    assert.deepEqual(
      codes({ metaGraphs: [metaGraph({}), metaGraph({ serving_default: signature })] }),
      [],
    );
  });

  test('a signature that answers nothing', () => {
    assert.deepEqual(codes({ metaGraphs: [metaGraph({ save: { ...signature, outputs: {} } })] }), [
      'warning empty-signature save',
    ]);
  });

  test('ops that TensorFlow does not have are named', () => {
    const [finding] = scan({
      ...sound,
      ops: new Set(['MatMul', 'SentencepieceOp', 'Addons>Gelu']),
    });
    assert.equal(finding?.code, 'custom-op');
    assert.match(finding.message, /does not have: Addons>Gelu, SentencepieceOp\./);
  });

  test('Python functions and access to files', () => {
    assert.deepEqual(codes({ ops: new Set(['EagerPyFunc', 'WriteFile']) }), [
      'warning python-function saved_model.pb',
      'warning file-access saved_model.pb',
    ]);
  });

  test('names that act instead of being seen, wherever they stand', () => {
    const [finding] = scan({
      ...sound,
      tensors: [{ ...tensor, name: 'kernel\u202e' }],
      metaGraphs: [metaGraph({ 'serve\u0000': signature })],
    });
    assert.deepEqual([finding?.code, finding?.kind], ['unsafe-name', 'tensor']);
    assert.match(finding?.message ?? '', /kernel\\u202e, serve\\x00\./);
  });
});

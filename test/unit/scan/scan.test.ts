import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MetaGraph, Signature } from '../../../src/protocol/model.ts';
import type { GraphNeeds, OutsideNode } from '../../../src/core/graph-needs.ts';
import { dependsOnTensorflow } from '../../../src/scan/loading.ts';
import { scan, type Scanned } from '../../../src/scan/scan.ts';
import { tensorInfo } from '../../support/tensor-info.ts';

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

const tensor = tensorInfo('dense/kernel');

function graph(ops: readonly string[], over: Partial<GraphNeeds> = {}): GraphNeeds {
  return {
    tags: ['serve'],
    ops: new Map(ops.map((op) => [op, { node: op.toLowerCase(), function: null }])),
    devices: new Map(),
    outside: [],
    isCut: false,
    versions: { producer: 2129, minConsumer: 12, badConsumers: [] },
    ...over,
  };
}

function outside(over: Partial<OutsideNode> = {}): OutsideNode {
  return {
    op: 'ReadFile',
    node: 'read',
    function: 'inner',
    effect: 'reads-files',
    targets: [],
    runs: { signatures: ['serving_default'], atLoad: false, never: false },
    ...over,
  };
}

const sound: Scanned = {
  format: 'saved-model',
  files: ['saved_model.pb'],
  metaGraphs: [metaGraph({ serving_default: signature })],
  layers: [],
  tensors: [tensor],
  graphs: [graph(['MatMul', 'VarHandleOp', 'StatefulPartitionedCall', 'SaveV2', 'RestoreV2'])],
};

function codes(changes: Partial<Scanned>, tensorflow: string | null = null): string[] {
  return scan({ ...sound, ...changes }, tensorflow).map(
    ({ severity, code, location }) => `${severity} ${code} ${location}`,
  );
}

describe('scan', () => {
  test('has nothing to say of a sound model, nor of a checkpoint', () => {
    assert.deepEqual(codes({}), []);
    const checkpoint = { format: 'tf-checkpoint', files: ['x.index'], metaGraphs: null } as const;
    assert.deepEqual(scan({ ...checkpoint, layers: [], tensors: [tensor] }), []);
    const bare = {
      format: 'graph-def',
      files: ['graph.pb'],
      metaGraphs: [metaGraph({})],
    } as const;
    assert.deepEqual(scan({ ...bare, layers: [], tensors: [] }), []);
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

describe('what running a model does', () => {
  const found = (...nodes: OutsideNode[]) =>
    scan({ ...sound, graphs: [graph(['MatMul'], { outside: nodes })] });

  test('is told with what sets it off, where, what it reaches, and what to do', () => {
    const [finding, ...more] = found(
      outside({ targets: ['/etc/hosts'] }),
      outside({ node: 'again', function: null, targets: ['/etc/hosts', 'x\u202e'] }),
    );
    assert.deepEqual(more, []);
    assert.deepEqual(finding, {
      severity: 'warning',
      code: 'file-access',
      message:
        'Running it reads files: ReadFile in serving_default. Nodes read in inner (/etc/hosts), again (/etc/hosts, x\\u202e). Run it only where you trust who made it. What it reads has to be there; an asset moves with the model.',
      location: 'serving_default',
      kind: 'signature',
      topic: 'run',
      brief: 'reads files: ReadFile in serving_default',
    });
  });

  test('is one finding for each effect, however many nodes have it', () => {
    const many = Array.from({ length: 1000 }, (_, index) =>
      outside({
        node: `n${String(index)}`,
        runs: { signatures: ['b', 'a'], atLoad: false, never: false },
      }),
    );
    const findings = found(
      ...many,
      outside({ effect: 'uses-network', op: 'RpcClient' }),
      outside({ effect: 'ends-process', op: 'Abort' }),
    );
    assert.deepEqual(
      findings.map(({ code, brief }) => [code, brief]),
      [
        ['file-access', 'reads files: ReadFile in a, b'],
        ['network-access', 'talks to other processes or machines: RpcClient in serving_default'],
        [
          'ends-process',
          'may end the process or the TPU system that runs it: Abort in serving_default',
        ],
      ],
    );
    assert.match(
      findings[0]?.message ?? '',
      /Nodes n0 in inner, n1 in inner, n2 in inner and 997 more\. /,
    );
  });

  test('says where a graph is so large that it is told in part', () => {
    const [finding] = scan({ ...sound, graphs: [graph(['MatMul'], { isCut: true })] });
    assert.deepEqual(
      [finding?.severity, finding?.code, finding?.topic],
      ['info', 'limit-exceeded', 'run'],
    );
  });

  test('tells apart what loading does, and what no signature calls', () => {
    const runs = (over: Partial<OutsideNode['runs']>) => ({
      runs: { signatures: [], atLoad: false, never: false, ...over },
    });
    const findings = found(
      outside({ op: 'LoadDataset', ...runs({ atLoad: true }) }),
      outside({ op: 'TextLineDataset', ...runs({ never: true }) }),
      outside({ op: 'ReadFile' }),
      outside({ op: 'ReadFile', ...runs({ never: true }) }), // a copy of the function for another way to call it
    );
    assert.deepEqual(
      findings.map(({ message, kind, brief }) => [message.split('. ')[0], kind, brief]),
      [
        [
          'Running it reads files: ReadFile in serving_default',
          'signature',
          'reads files: ReadFile in serving_default',
        ],
        [
          'Loading it reads files: LoadDataset',
          'file',
          'reads files as soon as it is loaded: LoadDataset',
        ],
        [
          'A function of it that no signature calls reads files: TextLineDataset',
          'file',
          undefined,
        ],
      ],
    );
  });
});

describe('where a model will not load', () => {
  const messages = (needs: GraphNeeds, tensorflow: string | null = null): string[] =>
    scan({ ...sound, graphs: [needs] }, tensorflow).map(({ code, message, topic }) => {
      assert.equal(topic, 'load');
      return `${code}: ${message}`;
    });

  test('for ops that TensorFlow does not have, with the TensorFlow that is here', () => {
    const needs = graph(['MatMul', 'SentencepieceOp', 'Addons>Gelu']);
    const [alone] = messages(needs);
    assert.match(
      alone ?? '',
      /^custom-op: The graph uses ops that TensorFlow 2\.12 to 2\.21 does not have: Addons>Gelu, SentencepieceOp \(first at node addons>gelu\)\. To run the model, load the library/,
    );
    assert.match(
      messages(needs, '2.19.1')[0] ?? '',
      / TensorFlow 2\.19\.1, which would run it here, does not load it\./,
    );
    assert.match(
      messages(needs, '2.30.0')[0] ?? '',
      / TensorFlow 2\.30\.0, which would run it here, is newer and may have them\./,
    );
  });

  test('for ops that came later or are gone, where it is known which TensorFlow is here', () => {
    const needs = graph(['MatMul', 'DecodeWebP', 'TfLiteSubgraphExecute']);
    assert.deepEqual(messages(needs), []);
    assert.match(
      messages(needs, '2.19.1')[0] ?? '',
      /^other-tensorflow: The graph uses ops that TensorFlow 2\.19\.1, which would run it here, does not have: DecodeWebP \(from 2\.20 on\), TfLiteSubgraphExecute \(up to 2\.18\)\. Run it with a TensorFlow that has them\.$/,
    );
    assert.match(
      messages(needs, '2.18.0')[0] ?? '',
      /does not have: DecodeWebP \(from 2\.20 on\)\./,
    );
    assert.deepEqual(messages(graph(['DecodeWebP']), '2.20.0'), []);
  });

  test('for the versions that the graph asks for', () => {
    const versions = { producer: 3000, minConsumer: 2200, badConsumers: [2288] };
    const needs = graph(['MatMul'], { versions });
    assert.deepEqual(messages(needs), []);
    assert.match(
      messages(needs, '2.19.1')[0] ?? '',
      /^newer-graph: The graph asks for a TensorFlow that reads graphs of version 2200, and TensorFlow 2\.19\.1, which would run it here, reads version 2129\./,
    );
    assert.match(
      messages(needs, '2.20.0')[0] ?? '',
      /^refused-version: .* TensorFlow 2\.20\.0, which would run it here, reads it wrongly/,
    );
    assert.deepEqual(messages(needs, '2.21.0'), []);
    const newest = { ...versions, minConsumer: 9999 };
    assert.match(
      messages(graph(['MatMul'], { versions: newest }))[0] ?? '',
      /^newer-graph: .* and TensorFlow 2\.21 reads version 2474\./,
    );
    assert.deepEqual(messages(graph(['MatMul'], { versions: newest }), '2.40.0'), []);
  });

  test('for ops that ended before the graph was made', () => {
    assert.match(
      messages(graph(['BatchFFT']))[0] ?? '',
      /^removed-op: The graph uses ops that TensorFlow refuses in a graph of its version 2129: BatchFFT/,
    );
    const versions = { producer: 14, minConsumer: 0, badConsumers: [] };
    assert.deepEqual(messages(graph(['BatchFFT'], { versions })), []);
  });

  test('for Python functions, accelerators and devices', () => {
    const needs = graph(['MatMul'], {
      outside: [
        outside({ op: 'EagerPyFunc', effect: 'calls-python' }),
        outside({ op: 'CudnnRNNV3', effect: 'needs-accelerator' }),
        outside({ op: 'MaxPool3D', effect: 'needs-accelerator', targets: ['float16'] }),
        outside({
          op: 'NcclReduce',
          effect: 'needs-accelerator',
          runs: { signatures: [], atLoad: false, never: true },
        }),
      ],
      devices: new Map([['GPU', { count: 3, first: { node: 'dense/MatMul', function: null } }]]),
    });
    const found = messages(needs);
    assert.deepEqual(
      found.map((message) => message.split(':')[0]),
      ['python-function', 'no-cpu-kernel', 'pinned-device'],
    );
    assert.match(
      found[1] ?? '',
      /: CudnnRNNV3, MaxPool3D with float16 \(first at node read of inner\)\./,
    );
    assert.match(found[2] ?? '', /: GPU \(3 nodes, such as node dense\/MatMul\)\./);
  });

  test('names the graph where there are several', () => {
    const graphs = [graph(['MatMul']), graph(['Own>Op'], { tags: ['serve', 'gpu'] })];
    assert.match(
      scan({ ...sound, graphs })[0]?.message ?? '',
      /^The graph with tags serve, gpu uses ops/,
    );
  });

  test('looks for the TensorFlow that is here only where it makes a difference', () => {
    assert.equal(dependsOnTensorflow({}), false);
    assert.equal(dependsOnTensorflow(sound), false);
    for (const needs of [
      graph(['DecodeWebP']),
      graph(['Own>Op']),
      graph([], { versions: { producer: 1, minConsumer: 2000, badConsumers: [] } }),
      graph([], { versions: { producer: 1, minConsumer: 0, badConsumers: [1] } }),
    ]) {
      assert.equal(dependsOnTensorflow({ graphs: [needs] }), true);
    }
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { Kept } from '../../../../../src/codec/graph/ops/kept.ts';
import { readGraphOps, type GraphOps } from '../../../../../src/codec/graph/ops/read-graph.ts';
import {
  FunctionDefSchema,
  NodeDefSchema,
  type AttrValueSchema,
} from '../../../../../src/codec/protobuf/generated/tensorflow/graph_pb.ts';
import { SourceWalk } from '../../../../../src/codec/protobuf/source-walk.ts';
import type { OpNode } from '../../../../../src/core/op-graph.ts';
import { limits } from '../../../../../src/protocol/limits.ts';
import { failsWith } from '../../../../support/errors.ts';
import { constantNode, shapeProto } from '../../../../support/graph-writer.ts';
import { MemorySource } from '../../../../support/memory-source.ts';
import { concat, field } from '../../protobuf/bytes.ts';

type Plain<T> = Omit<T, '$typeName' | '$unknown'>;
type Node = Plain<MessageInitShape<typeof NodeDefSchema>>;
type Function = Plain<MessageInitShape<typeof FunctionDefSchema>>;
type Attribute = Plain<MessageInitShape<typeof AttrValueSchema>>;

const place = { format: 'graph-def', path: '/m/graph.pb' };

const type = (value: number): Attribute => ({ value: { case: 'type', value } });
const func = (name: string): Attribute => ({ value: { case: 'func', value: { name } } });
const shapes = (...shape: { dim: { size: bigint }[] }[]): Attribute => ({
  value: { case: 'list', value: { shape } },
});

const nodeBytes = (node: Node): Uint8Array => toBinary(NodeDefSchema, create(NodeDefSchema, node));
const functionBytes = (init: Function): Uint8Array =>
  toBinary(FunctionDefSchema, create(FunctionDefSchema, init));

async function read(bytes: Uint8Array): Promise<GraphOps & { readonly cut: boolean }> {
  const kept = new Kept();
  const source = new MemorySource(bytes);
  const whole = { offset: 0, length: bytes.length };
  const { nodes, functions } = await readGraphOps(
    new SourceWalk(source, place),
    whole,
    place,
    kept,
  );
  return { nodes, functions, cut: kept.cut };
}

/** A GraphDef of nodes and functions as they lie in the file. */
function graph(nodes: readonly Uint8Array[], functions: readonly Uint8Array[] = []): Uint8Array {
  const library = concat(...functions.map((each) => field(1, each)));
  return concat(...nodes.map((each) => field(1, each)), field(2, library));
}

const readNodes = async (...nodes: Node[]) => read(graph(nodes.map(nodeBytes)));
const names = ({ nodes }: Pick<GraphOps, 'nodes'>): string[] => nodes.map(({ name }) => name);
const only = ({ nodes: [node] }: GraphOps): OpNode => node ?? assert.fail('no node');

describe('the ops of a graph', () => {
  test('have what their nodes say', async () => {
    const { nodes, cut } = await readNodes(
      { name: 'x', op: 'Placeholder', device: '/cpu:0', attr: { dtype: type(9) } },
      {
        name: 'y',
        op: 'MatMul',
        input: ['x:1', '^c'],
        attr: { T: type(1), _output_shapes: shapes(shapeProto(-1, 4), shapeProto()) },
      },
      {
        name: 'v',
        op: 'VarHandleOp',
        attr: {
          dtype: type(1),
          shape: { value: { case: 'shape', value: shapeProto(5, 2) } },
          shared_name: { value: { case: 's', value: Buffer.from('dense/kernel') } },
        },
      },
      constantNode('c', { dtype: 3, tensorShape: shapeProto(3), intVal: [1] }),
    );
    const common = { inputs: [], device: '', callees: [], shapes: [], sharedName: '' };
    const told = nodes.map(({ name, op, inputs, device, callees, shapes: all, ...rest }) => {
      const { dtype, sharedName, valueShape } = rest;
      return { name, op, inputs, device, callees, shapes: all, dtype, sharedName, valueShape };
    });
    assert.deepEqual(told, [
      {
        ...common,
        name: 'x',
        op: 'Placeholder',
        device: '/cpu:0',
        dtype: 'int64',
        valueShape: null,
      },
      {
        ...common,
        name: 'y',
        op: 'MatMul',
        inputs: ['x:1', '^c'],
        shapes: [[null, 4], []],
        dtype: 'float32',
        valueShape: null,
      },
      {
        ...common,
        name: 'v',
        op: 'VarHandleOp',
        dtype: 'float32',
        sharedName: 'dense/kernel',
        valueShape: [5, 2],
      },
      { ...common, name: 'c', op: 'Const', dtype: 'int32', valueShape: [3] },
    ]);
    assert.equal(cut, false);
  });

  test('have the dtype that tells most', async () => {
    const list: Attribute = { value: { case: 'list', value: { type: [2, 1] } } };
    for (const [attr, dtype] of [
      [{ T: type(1), dtype: type(2) }, 'float64'],
      [{ T: type(1), Tout: list }, 'float32'],
      [{ Tin: type(1), Tout: list }, 'float64'],
      [{ SrcT: type(1), DstT: type(3) }, 'int32'],
      [{ out_type: type(9), key_dtype: type(7) }, 'int64'],
      [{ key_dtype: type(7) }, null],
    ] as const) {
      assert.equal(only(await readNodes({ name: 'n', op: 'X', attr })).dtype, dtype);
    }
  });

  test('name what they call, by their attributes’ names', async () => {
    const branches: Attribute = {
      value: { case: 'list', value: { func: [{ name: 'b' }, { name: 'a' }] } },
    };
    const attr = { cond: func('c'), body: func('d'), branches };
    assert.deepEqual(only(await readNodes({ name: 'n', op: 'While', attr })).callees, [
      'd',
      'b',
      'a',
      'c',
    ]);
  });

  test('are the same, whichever order their fields are in', async () => {
    const parts = [
      field(2, Buffer.from('Const')),
      field(1, Buffer.from('n')),
      field(5, concat(field(1, Buffer.from('dtype')), field(2, [0x30, 1]))),
    ];
    const node = only(await read(graph([concat(...parts.toReversed())])));
    assert.deepEqual([node.name, node.op, node.dtype], ['n', 'Const', 'float32']);
  });

  test('cost the same whatever a constant among them takes', async () => {
    const content = new Uint8Array(8 * 1024 ** 2);
    const shape = { dim: [{ size: 2n }, { size: 1024n ** 2n }] };
    const bytes = graph([
      nodeBytes(constantNode('large', { dtype: 1, tensorShape: shape, tensorContent: content })),
      nodeBytes({ name: 'y', op: 'Neg', input: ['large'], attr: { T: type(1) } }),
    ]);
    const source = new MemorySource(bytes);
    const kept = new Kept();
    const whole = { offset: 0, length: bytes.length };
    const { nodes } = await readGraphOps(new SourceWalk(source, place), whole, place, kept);
    assert.deepEqual(names({ nodes }), ['large', 'y']);
    assert.deepEqual([nodes[0]?.dtype, nodes[0]?.valueShape], ['float32', [2, 1024 ** 2]]);
    assert.deepEqual(nodes[0]?.attributes(), [
      { name: 'dtype', value: 'float32' },
      { name: 'value', value: 'float32 (2, 1048576)' },
    ]);
    assert.equal(kept.cut, false);
    assert.ok(source.bytesRead < 2 * 1024 ** 2, `${source.bytesRead} bytes were read`);
  });

  test('have no shapes where those that were saved are more than is read', async () => {
    const many = shapes(...Array<ReturnType<typeof shapeProto>>(40_000).fill(shapeProto(1)));
    const { nodes, cut } = await readNodes({ name: 'n', op: 'X', attr: { _output_shapes: many } });
    assert.deepEqual([nodes[0]?.name, nodes[0]?.shapes, cut], ['n', [], true]);
  });

  test('end where there are more than anybody can look at', async () => {
    const node = (index: number): Uint8Array =>
      field(1, concat(field(1, Buffer.from(index.toString(36))), field(2, Buffer.from('NoOp'))));
    const bytes = Buffer.concat(Array.from({ length: limits.graphNodes + 5 }, (_, at) => node(at)));
    const { nodes, cut } = await read(bytes);
    assert.deepEqual([nodes.length, cut], [limits.graphNodes, true]);
  });

  test('end where their names take more memory than there is', async () => {
    const name = (index: number): string => `${index}`.padEnd(15_000, 'n');
    const node = Array.from({ length: 1000 }, (_, index) =>
      nodeBytes({ name: name(index), op: 'X', input: [name(index + 5000)] }),
    );
    const kept = new Kept();
    kept.take(limits.graphOpBytes - 3_000_000);
    const bytes = graph(node);
    const walk = new SourceWalk(new MemorySource(bytes), place);
    const span = { offset: 0, length: bytes.length };
    const { nodes } = await readGraphOps(walk, span, place, kept);
    assert.ok(nodes.length > 80 && nodes.length < 110, `${nodes.length} nodes`);
    assert.equal(kept.cut, true);
  });

  test('stop when nobody waits for them', async () => {
    const bytes = graph([nodeBytes({ name: 'n', op: 'NoOp' })]);
    const signal = AbortSignal.abort();
    const walk = new SourceWalk(new MemorySource(bytes), place, signal);
    const whole = { offset: 0, length: bytes.length };
    await assert.rejects(
      readGraphOps(walk, whole, place, new Kept()),
      failsWith('cancelled', /Stopped/),
    );
  });
});

describe('what is damaged in a graph', () => {
  const sound = nodeBytes({ name: 'sound', op: 'NoOp' });

  for (const [what, node] of [
    ['a node whose fields are none', Buffer.from([0x0a, 0x70, 1])],
    ['a node without a name', nodeBytes({ name: '', op: 'NoOp' })],
    ['a node whose name is no text', field(1, [0xff, 0xfe])],
    ['a node whose name is longer than any', nodeBytes({ name: 'n'.repeat(16_001), op: 'X' })],
    ['a second node of a name', sound],
    [
      'a node whose attribute is none',
      concat(
        field(1, Buffer.from('n')),
        field(5, concat(field(1, Buffer.from('T')), field(2, [7]))),
      ),
    ],
  ] as const) {
    test(`${what} is left out alone`, async () => {
      const last = nodeBytes({ name: 'last', op: 'NoOp' });
      const found = await read(graph([sound, node, last]));
      assert.deepEqual([names(found), found.cut], [['sound', 'last'], true]);
    });
  }

  test('a function is left out alone, and so is a node in one', async () => {
    const good = functionBytes({
      signature: { name: 'good' },
      nodeDef: [{ name: 'n', op: 'NoOp' }],
    });
    const halved = concat(good.subarray(0), field(3, [0x0a, 0x70]));
    const other = functionBytes({ signature: { name: 'other' } });
    const nameless = functionBytes({ nodeDef: [{ name: 'n', op: 'NoOp' }] });
    const broken = concat(other, [0x1a, 0x70, 1]);
    const found = await read(graph([sound], [broken, nameless, halved, good, other]));
    assert.deepEqual([...found.functions.keys()], ['good', 'other']);
    assert.deepEqual(names(found.functions.get('good') ?? assert.fail()), ['n']);
    assert.deepEqual([names(found), found.cut], [['sound'], true]);
  });

  test('what stands before the end of a file that is cut off is read', async () => {
    const bytes = graph([sound, nodeBytes({ name: 'n', op: 'NoOp' })]);
    const found = await read(concat(bytes, [0x0a, 0x50, 1]));
    assert.deepEqual([names(found), found.cut], [['sound', 'n'], true]);
  });
});

describe('a function', () => {
  test('has parameters with their shapes, results, and nodes of its own', async () => {
    const { functions, cut } = await read(
      graph(
        [],
        [
          functionBytes({
            signature: {
              name: 'f',
              inputArg: [
                { name: 'x', type: 1 },
                { name: 'handle', type: 20 },
                { name: 'any', typeAttr: 'T' },
              ],
              outputArg: [
                { name: 'y', type: 1 },
                { name: 'z', type: 9 },
              ],
            },
            argAttr: {
              0: { attr: { _output_shapes: shapes(shapeProto(-1, 3)) } },
              2: {
                attr: { _user_specified_name: { value: { case: 's', value: new Uint8Array(1) } } },
              },
            },
            ret: { y: 'm:product:0', z: 'x' },
            controlRet: { ran: 'assign' },
            nodeDef: [{ name: 'm', op: 'MatMul', input: ['x', 'r:value:0'] }],
          }),
        ],
      ),
    );
    const made = functions.get('f') ?? assert.fail();
    assert.deepEqual(made.parameters, [
      { name: 'x', dtype: 'float32', shape: [null, 3] },
      { name: 'handle', dtype: 'resource', shape: null },
      { name: 'any', dtype: 'unknown', shape: null },
    ]);
    assert.deepEqual(made.results, [
      { name: 'y', dtype: 'float32', from: 'm:product:0' },
      { name: 'z', dtype: 'int64', from: 'x' },
    ]);
    assert.deepEqual(made.controlResults, ['assign']);
    assert.deepEqual(
      made.nodes.map(({ name, inputs }) => [name, inputs]),
      [['m', ['x', 'r:value:0']]],
    );
    assert.equal(cut, false);
  });

  test('that is larger than what is read at once is read like any other', async () => {
    const nodeDef = Array.from({ length: 20_000 }, (_, index) => ({
      name: `node_${index}`,
      op: 'AddV2',
      input: [`node_${index + 1}:z:0`],
    }));
    const small = functionBytes({ signature: { name: 'small' }, nodeDef: nodeDef.slice(0, 2) });
    const bytes = graph(
      [],
      [small, functionBytes({ signature: { name: 'large' }, nodeDef }), small.slice()],
    );
    const { functions } = await read(bytes);
    assert.equal(functions.get('large')?.nodes.length, 20_000);
    assert.equal(functions.get('small')?.nodes.length, 2);
  });
});

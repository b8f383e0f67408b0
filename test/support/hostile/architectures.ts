import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { GraphDefSchema } from '../../../src/codec/protobuf/generated/tensorflow/graph_pb.ts';
import { savedModel, smallMetaGraph } from '../../unit/formats/saved-model/writer.ts';
import { writeZip } from '../zip-writer.ts';
import { hostileNames } from './names.ts';

/** A model that no reader likes: the name of the file that it is in, and its bytes. */
export interface HostileArchitecture {
  readonly file: string;
  readonly bytes: () => Uint8Array;
}

type Json = Readonly<Record<string, unknown>>;

type Graph = Omit<MessageInitShape<typeof GraphDefSchema>, '$typeName' | '$unknown'>;

const keras = (config: unknown): HostileArchitecture => ({
  file: 'm.keras',
  bytes: () =>
    writeZip([
      { path: 'metadata.json', content: Buffer.from('{"keras_version":"3.0.0"}') },
      { path: 'config.json', content: Buffer.from(JSON.stringify(config)) },
    ]),
});

const frozen = (init: Graph): HostileArchitecture => ({
  file: 'm.pb',
  bytes: () =>
    toBinary(GraphDefSchema, create(GraphDefSchema, { versions: { producer: 2129 }, ...init })),
});

const directory = (init: Parameters<typeof smallMetaGraph>[0]): HostileArchitecture => ({
  file: 'saved_model.pb',
  bytes: () => savedModel(smallMetaGraph(init)),
});

function functional(layers: readonly Json[], inputs: unknown, outputs: unknown): Json {
  const config = { name: 'm', layers, input_layers: inputs, output_layers: outputs };
  return { class_name: 'Functional', config };
}

function layer(className: string, name: string, inbound: unknown, config: Json = {}): Json {
  return { class_name: className, name, config: { name, ...config }, inbound_nodes: inbound };
}

const from = (...names: string[]): unknown[] => [names.map((name) => [name, 0, 0, {}])];

const x = layer('InputLayer', 'x', [], { batch_input_shape: [null, 4] });

/** A value in that many lists. */
function within(value: unknown, depth: number): unknown {
  let found = value;
  for (let at = 0; at < depth; at++) found = [found];
  return found;
}

function modelsInModels(depth: number): Json {
  let inner: Json = layer('Dense', 'dense', from('x'));
  for (let at = 0; at < depth; at++) {
    const own = functional([x, inner], [['x', 0, 0]], [[inner['name'], 0, 0]]);
    inner = { ...own, name: `m${String(at)}`, inbound_nodes: from('x') };
  }
  return inner;
}

const many = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `n${String(at)}`);

const calls = (name: string) => ({
  f: { value: { case: 'func' as const, value: { name } } },
});

/** A function that calls another twice: a chain of them has twice as many calls in each. */
const doubling = (name: string, callee: string) => ({
  signature: { name, inputArg: [{ name: 'x', type: 1 }], outputArg: [{ name: 'y', type: 1 }] },
  nodeDef: [
    { name: 'a', op: 'PartitionedCall', input: ['x'], attr: calls(callee) },
    { name: 'b', op: 'PartitionedCall', input: ['a:output:0'], attr: calls(callee) },
  ],
  ret: { y: 'b:output:0' },
});

const object = (children: Readonly<Record<string, number>>) => ({
  children: Object.entries(children).map(([localName, nodeId]) => ({ localName, nodeId })),
  kind: { case: 'userObject' as const, value: { identifier: '_tf_keras_layer' } },
});

const names = Object.values(hostileNames).filter((name) => name.length < 100_000);

/** By what is wrong with it. */
export const hostileArchitectures: Readonly<Record<string, HostileArchitecture>> = {
  'a configuration that names unknown layers and unknown classes': keras(
    functional(
      [
        x,
        layer('NoSuchLayer', 'odd', from('x', 'nowhere')),
        layer('Dense', 'after', from('odd')),
        layer('Dense', 'never', [[['odd', 7, 3, {}]]]),
      ],
      [['x', 0, 0]],
      [
        ['after', 0, 0],
        ['gone', 0, 0],
      ],
    ),
  ),
  'a configuration whose layers take from themselves and from each other': keras(
    functional(
      [
        x,
        layer('Dense', 'own', from('own')),
        layer('Dense', 'a', from('b', 'x')),
        layer('Dense', 'b', from('c')),
        layer('Add', 'c', from('a', 'b', 'c')),
      ],
      [['x', 0, 0]],
      [['c', 0, 0]],
    ),
  ),
  'a layer with 10,000 inputs': keras(
    functional(
      [
        x,
        ...many(10_000).map((name) => layer('ReLU', name, from('x'))),
        layer('Add', 'sum', from(...many(10_000))),
      ],
      [['x', 0, 0]],
      [['sum', 0, 0]],
    ),
  ),
  'a layer that is called 10,000 times': keras(
    functional(
      [
        x,
        layer(
          'Dense',
          'again',
          many(10_000).map((_, at) => [['again', at - 1, 0, {}]]),
        ),
      ],
      [['x', 0, 0]],
      [['again', 9_999, 0]],
    ),
  ),
  'a chain of 20,000 layers': keras({
    class_name: 'Sequential',
    config: { name: 'm', layers: many(20_000).map((name) => layer('Dense', name, [])) },
  }),
  // Deeper, JSON itself ends.
  'models in models, 60 deep': keras(modelsInModels(60)),
  'models in models, 1,000 deep': keras(modelsInModels(1000)),
  'calls that are no calls': keras(
    functional(
      [
        x,
        layer('Dense', 'number', 7),
        layer('Dense', 'text', 'x'),
        layer('Dense', 'pairs', [[['x']], [['x', 'y', 'z', 'w']], [[]], [null]]),
        layer('Dense', 'far', [[['x', 1e300, -5, {}]], [['x', 2 ** 53, 2 ** 53, {}]]]),
        layer('Dense', 'deep', within(['x', 0, 0], 200)),
        layer('Dense', 'keywords', [{ args: within('x', 100), kwargs: [1] }]),
        layer('Dense', 'tensor', [{ args: [{ class_name: '__keras_tensor__' }], kwargs: {} }]),
      ],
      { a: 5, b: [[['x', 0, 0]]] },
      'text',
    ),
  ),
  'layers that are no layers': keras(
    functional([x, null, 7, 'text', [], { class_name: 4 }, {}] as never, 3, null),
  ),
  'two layers of one name, and a model of the same': keras(
    functional(
      [
        x,
        layer('Dense', 'same', from('x')),
        layer('Dense', 'same', from('same')),
        {
          ...functional([x], [['x', 0, 0]], [['x', 0, 0]]),
          name: 'same',
          inbound_nodes: from('same'),
        },
      ],
      [['x', 0, 0]],
      [['same', 0, 0]],
    ),
  ),
  'layers with names that nobody expects': keras(
    functional(
      [x, ...names.map((name) => layer(name, name, from('x', name), { activation: name }))],
      [['x', 0, 0]],
      names.map((name) => [name, 0, 0]),
    ),
  ),
  'shapes that are none': keras({
    class_name: 'Sequential',
    config: {
      name: 'm',
      layers: [
        layer('InputLayer', 'x', [], { batch_shape: [null, -7, 2 ** 60, 'n'] }),
        layer('Conv2D', 'conv', [], { filters: -3, kernel_size: 'wide', strides: [0, 0] }),
        layer('Reshape', 'reshape', [], { target_shape: [-1, -1, 0] }),
        layer('Flatten', 'flat', [], { data_format: 4 }),
        layer('RepeatVector', 'repeat', [], { n: 1e308 }),
        layer('Dense', 'dense', [], { units: '3', activation: { class_name: within('a', 90) } }),
        layer('Bidirectional', 'both', [], { layer: within({}, 90), merge_mode: 12 }),
        layer('TimeDistributed', 'times', [], { layer: null }),
      ],
    },
  }),
  'nodes whose inputs do not exist': frozen({
    node: [
      { name: 'a', op: 'Add', input: ['nowhere', 'b:7', '^gone', '', ':', '^', '^^a', 'a:x:y:z'] },
      { name: 'b', op: 'Identity', input: ['a:99999999999999999999', 'a:-1', 'a:1.5'] },
    ],
  }),
  'nodes that take from themselves and from each other, and two of one name': frozen({
    node: [
      { name: 'own', op: 'Add', input: ['own', 'own:1', '^own'] },
      { name: 'a', op: 'Identity', input: ['b'] },
      { name: 'b', op: 'Identity', input: ['a'] },
      { name: 'b', op: 'Merge', input: ['b', 'own'] },
    ],
  }),
  'a node with 10,000 inputs': frozen({
    node: [
      ...many(10_000).map((name) => ({ name: `in/${name}`, op: 'Placeholder' })),
      { name: 'sum', op: 'AddN', input: many(10_000).map((name) => `in/${name}`) },
    ],
  }),
  'a node that 10,000 others take from': frozen({
    node: [
      { name: 'x', op: 'Placeholder' },
      ...many(10_000).map((name) => ({ name, op: 'Relu', input: ['x'] })),
    ],
  }),
  'scopes in scopes, 3,000 deep': frozen({
    node: [
      { name: many(3000).join('/'), op: 'Placeholder' },
      { name: '/'.repeat(3000), op: 'Identity', input: [many(3000).join('/')] },
      { name: 'end', op: 'Identity', input: ['/'.repeat(3000)] },
    ],
  }),
  'a node that is the scope of others': frozen({
    node: [
      { name: 'a', op: 'Placeholder' },
      { name: 'a/b', op: 'Relu', input: ['a'] },
      { name: 'a/b/c', op: 'Relu', input: ['a/b'] },
      { name: 'a/', op: 'Relu', input: ['a/b/c'] },
    ],
  }),
  'nodes with names that nobody expects': frozen({
    node: [
      { name: 'x', op: 'Placeholder' },
      ...names.map((name, at) => ({
        name,
        op: name,
        device: name,
        input: [names[at - 1] ?? 'x', `^${name}`],
        attr: { [name]: { value: { case: 's' as const, value: Buffer.from(name) } } },
      })),
    ],
  }),
  'functions that call themselves, and ones that are not there': frozen({
    node: [
      { name: 'x', op: 'Placeholder' },
      { name: 'call', op: 'PartitionedCall', input: ['x'], attr: calls('f') },
      { name: 'gone', op: 'StatefulPartitionedCall', input: ['call'], attr: calls('nowhere') },
      {
        name: 'loop',
        op: 'While',
        input: ['x'],
        attr: { body: calls('g').f, cond: calls('no').f },
      },
    ],
    library: { function: [doubling('f', 'g'), doubling('g', 'f')] },
  }),
  'functions whose calls double 60 times': frozen({
    node: [
      { name: 'x', op: 'Placeholder' },
      { name: 'call', op: 'PartitionedCall', input: ['x'], attr: calls('f0') },
    ],
    library: {
      function: many(60).map((_, at) => doubling(`f${String(at)}`, `f${String(at + 1)}`)),
    },
  }),
  'a function with fewer parameters than it is given, and results of no node': frozen({
    node: [
      { name: 'x', op: 'Placeholder' },
      { name: 'call', op: 'PartitionedCall', input: many(50).map(() => 'x'), attr: calls('f') },
      { name: 'y', op: 'Identity', input: ['call:40'] },
    ],
    library: {
      function: [
        {
          signature: { name: 'f', inputArg: [{ name: '' }], outputArg: [{ name: 'y' }] },
          nodeDef: [{ name: '', op: '', input: ['', 'x'] }],
          ret: { y: 'nothing:out:0', z: '' },
        },
      ],
    },
  }),
  'objects that hold each other': directory({
    objectGraphDef: {
      nodes: [
        object({ self: 0, a: 1, b: 2, gone: 99, before: -4 }),
        object({ back: 0, b: 2, own: 1, v: 3 }),
        object({ a: 1, root: 0, v: 3 }),
        {
          kind: { case: 'variable', value: { dtype: 1, name: 'v' } },
          children: [{ localName: 'up', nodeId: 0 }],
        },
      ],
    },
  }),
  'functions that have captured what is not there': directory({
    objectGraphDef: {
      nodes: [
        { ...object({}), children: [{ localName: '__call__', nodeId: 1 }] },
        { kind: { case: 'function', value: { concreteFunctions: ['f', 'f', 'nowhere'] } } },
      ],
      concreteFunctions: { f: { boundInputs: [-1, 99, 0, 1, 2 ** 31 - 1] } },
    },
    graphDef: {
      node: [{ name: 'y', op: 'StatefulPartitionedCall', input: ['x'], attr: calls('f') }],
      library: { function: [doubling('f', 'f')] },
    },
  }),
  'a signature whose tensors are not there': directory({
    graphDef: { node: [] },
    signatureDef: {
      serving_default: {
        inputs: { x: { encoding: { case: 'name', value: 'nowhere:9' }, dtype: 999 } },
        outputs: { y: { encoding: { case: 'name', value: '^:' } }, z: {} },
      },
    },
  }),
};

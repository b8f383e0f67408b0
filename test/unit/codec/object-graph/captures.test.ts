import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { readCaptures, type Captures } from '../../../../src/codec/object-graph/captures.ts';
import { SavedObjectGraphSchema } from '../../../../src/codec/protobuf/generated/tensorflow/saved_object_graph_pb.ts';
import { limits } from '../../../../src/protocol/limits.ts';
import { atOnce } from '../../../support/at-once.ts';
import { failsWith } from '../../../support/errors.ts';
import { shapeProto } from '../../../support/graph-writer.ts';
import { concat, field, tag } from '../protobuf/bytes.ts';

const place = { format: 'saved-model', path: '/model/saved_model.pb' };

type ObjectGraph = Omit<MessageInitShape<typeof SavedObjectGraphSchema>, '$typeName' | '$unknown'>;

const objects = new Map([
  [1, { path: 'dense/kernel', tensor: 'dense/kernel/.ATTRIBUTES/VARIABLE_VALUE', isTable: false }],
  [2, { path: 'mean', tensor: null, isTable: false }],
  [4, { path: 'lookup', tensor: null, isTable: false }],
  [5, { path: 'made', tensor: null, isTable: true }],
]);

const nodes: ObjectGraph['nodes'] = [
  {},
  {
    kind: {
      case: 'variable',
      value: { name: 'dense/kernel', dtype: 1, shape: shapeProto(3, -1), trainable: true },
    },
  },
  { kind: { case: 'constant', value: { operation: 'Const_1' } } },
  { kind: { case: 'asset', value: { assetFileDefIndex: 1 } } },
  { kind: { case: 'resource', value: {} }, registeredName: 'tf.StaticHashTable' },
  { kind: { case: 'resource', value: {} } },
  { kind: { case: 'resource', value: {} } },
];

function bytesOf(graph: ObjectGraph): Uint8Array {
  return toBinary(SavedObjectGraphSchema, create(SavedObjectGraphSchema, graph));
}

function capturesOf(bytes: Uint8Array): Captures {
  return atOnce(
    readCaptures(bytes, place, {
      objects,
      assets: ['first.txt', 'words.txt'],
      constant: (name) => (name === 'Const_1' ? { dtype: 'float32', shape: [2] } : null),
    }),
  );
}

const none = { path: '', name: '', tensor: null, dtype: null, shape: null };

test('a function has captured variables, constants, assets, tables and what else there is', () => {
  const boundInputs = [1, 2, 3, 4, 5, 6, 0, 99, -1, 1];
  const { byFunction, cut } = capturesOf(
    bytesOf({ nodes, concreteFunctions: { f: { boundInputs }, g: {} } }),
  );
  const kernel = {
    kind: 'variable',
    path: 'dense/kernel',
    name: 'dense/kernel',
    tensor: 'dense/kernel/.ATTRIBUTES/VARIABLE_VALUE',
    dtype: 'float32',
    shape: [3, null],
  };
  const resource = { ...none, dtype: 'resource', shape: [] };
  assert.deepEqual(byFunction.get('f'), [
    kernel,
    { ...none, kind: 'constant', path: 'mean', name: 'Const_1', dtype: 'float32', shape: [2] },
    { ...none, kind: 'asset', name: 'words.txt', dtype: 'string', shape: [] },
    { ...resource, kind: 'table', path: 'lookup', name: 'tf.StaticHashTable' },
    { ...resource, kind: 'table', path: 'made' },
    { ...resource, kind: 'other' },
    ...[0, 99, -1].map(() => ({ ...none, kind: 'other' })),
    kernel,
  ]);
  assert.deepEqual(byFunction.get('g'), []);
  assert.equal(cut, false);
});

test('a function, or an object, that is damaged is left out alone', () => {
  const sound = bytesOf({ nodes, concreteFunctions: { f: { boundInputs: [1, 7] } } });
  const brokenFunction = field(2, concat(field(1, Buffer.from('broken')), field(2, [0x0a, 0x70])));
  const brokenObject = field(1, field(7, [0x32, 0x70]));
  const { byFunction, cut } = capturesOf(concat(sound, brokenFunction, brokenObject));
  assert.deepEqual(
    byFunction.get('f')?.map(({ kind, name }) => [kind, name]),
    [
      ['variable', 'dense/kernel'],
      ['other', ''],
    ],
  );
  assert.equal(byFunction.has('broken'), false);
  assert.equal(cut, true);
});

test('numbers that are not packed are read, and there is an end of them', () => {
  const functionOf = (name: string, bound: Uint8Array): Uint8Array =>
    field(2, concat(field(1, Buffer.from(name)), field(2, bound)));
  const unpacked = functionOf('f', Uint8Array.from([...tag(2, 0), 1, ...tag(2, 0), 2]));
  const known = bytesOf({ nodes });
  assert.deepEqual(
    capturesOf(concat(known, unpacked))
      .byFunction.get('f')
      ?.map(({ kind }) => kind),
    ['variable', 'constant'],
  );
  const many = functionOf('many', field(2, new Uint8Array(limits.objectGraphReferences + 1)));
  const { byFunction, cut } = capturesOf(Buffer.concat([known, unpacked, many]));
  assert.deepEqual([[...byFunction.keys()], cut], [['f'], true]);
});

test('bytes that are no object graph are refused', () => {
  assert.throws(
    () => capturesOf(Uint8Array.from([0x0a, 0x70, 1])),
    failsWith('truncated', /states 112 bytes/),
  );
});

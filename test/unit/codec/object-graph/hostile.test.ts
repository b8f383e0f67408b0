import assert from 'node:assert/strict';
import { atOnce } from '../../../support/at-once.ts';
import { describe, test } from 'node:test';
import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { describeCheckpointObjects } from '../../../../src/codec/object-graph/checkpoint-objects.ts';
import {
  readSavedObjectGraph,
  readTrackableObjectGraph,
} from '../../../../src/codec/object-graph/read-graph.ts';
import { describeSavedObjects } from '../../../../src/codec/object-graph/saved-objects.ts';
import { SavedObjectGraphSchema } from '../../../../src/codec/protobuf/generated/tensorflow/saved_object_graph_pb.ts';
import { TrackableObjectGraphSchema } from '../../../../src/codec/protobuf/generated/tensorflow/trackable_object_graph_pb.ts';
import { limits } from '../../../../src/protocol/limits.ts';
import { failsWith } from '../../../support/errors.ts';
import { checkpoint, Variable, type Tracked } from './builder.ts';

const place = { format: 'tf-checkpoint', path: '/c/ckpt.index' };

type Nodes = NonNullable<MessageInitShape<typeof TrackableObjectGraphSchema>['nodes']>;

function encode(nodes: Nodes): Uint8Array {
  return toBinary(TrackableObjectGraphSchema, create(TrackableObjectGraphSchema, { nodes }));
}

const variable = (key: string) => ({
  attributes: [{ name: 'VARIABLE_VALUE', fullName: 'v', checkpointKey: key }],
});

const tensor = (name: string) => ({ name, dtype: 'float32', shape: [2] });

describe('hostile object graphs', () => {
  test('cycles end', () => {
    const bytes = encode([
      { children: [{ localName: 'self' }, { localName: 'a', nodeId: 1 }] },
      {
        children: [
          { localName: 'back' },
          { localName: 'own', nodeId: 1 },
          { localName: 'w', nodeId: 2 },
        ],
      },
      variable('k'),
    ]);
    const described = atOnce(describeCheckpointObjects(bytes, [tensor('k')], place));
    assert.equal(described.objectPaths.get('k'), 'a/w');
    assert.equal(described.parameterCount, 2);
  });

  test('references to objects that are not there are left out and told', () => {
    const bytes = encode([
      {
        children: [
          { localName: 'past', nodeId: 7 },
          { localName: 'before', nodeId: -1 },
          { localName: 'w', nodeId: 1 },
        ],
        slotVariables: [{ originalVariableNodeId: 1, slotName: 'm', slotVariableNodeId: 99 }],
      },
      variable('k'),
    ]);
    const described = atOnce(describeCheckpointObjects(bytes, [tensor('k')], place));
    assert.equal(described.objectPaths.get('k'), 'w');
    assert.deepEqual(
      described.findings.map(({ severity, code }) => [severity, code]),
      [['warning', 'malformed']],
    );
    assert.match(described.findings[0]?.message ?? '', /refers 3 times to objects/);
  });

  test('a chain deeper than any model is cut, without recursion and without paths of its length', () => {
    const depth = 100_000;
    const nodes: Nodes = Array.from({ length: depth }, (_, index) => ({
      children: [{ localName: 'x', nodeId: index + 1 }],
    }));
    const described = atOnce(
      describeCheckpointObjects(encode([...nodes, variable('deep')]), [tensor('deep')], place),
    );
    assert.equal(described.objectPaths.get('deep'), undefined);
    assert.equal(described.roles.get('deep'), 'weight');
    assert.equal(described.parameterCount, 2);
  });

  test('long names do not multiply', () => {
    const long = 'n'.repeat(3000);
    const bytes = encode([
      { children: [{ localName: long, nodeId: 1 }] },
      { children: [{ localName: long, nodeId: 2 }] },
      variable('k'),
    ]);
    const described = atOnce(describeCheckpointObjects(bytes, [tensor('k')], place));
    assert.equal(described.objectPaths.get('k'), undefined);
    assert.equal(described.roles.get('k'), 'weight');
  });

  test('more objects or references than any model has are refused', () => {
    const empty = new Uint8Array(2 * (limits.objectGraphNodes + 1));
    for (let index = 0; index < empty.length; index += 2) empty[index] = 0x0a;
    assert.throws(
      () => atOnce(readTrackableObjectGraph(empty, place)),
      failsWith('limit-exceeded', /more than 250000 objects/),
    );
  });

  test('layers that share everything do not multiply the work', { timeout: 60_000 }, () => {
    // Four hundred layers, each of which holds all others.
    const layers: Record<string, Tracked>[] = Array.from({ length: 400 }, () => ({}));
    for (const layer of layers) {
      layers.forEach((other, index) => {
        layer[`l${String(index)}`] = other;
      });
      layer['kernel'] = new Variable('kernel', [1]);
    }
    const { graph, tensors } = checkpoint({ model: layers[0] ?? {} });
    const described = atOnce(describeCheckpointObjects(graph, tensors, place));
    assert.equal(described.parameterCount, 400);
    assert.equal(described.layers.length, 400);
    assert.deepEqual(
      described.findings.map(({ severity, code }) => [severity, code]),
      [['warning', 'limit-exceeded']],
    );
  });

  const many = 50_000;
  const items = Array.from({ length: many }, (_, index) => ({
    localName: String(index),
    nodeId: 2,
  }));
  const references = (name: (index: number) => string) =>
    Array.from({ length: many }, (_, index) => ({ localName: name(index), nodeId: 1 }));
  const shared: Readonly<Record<string, Nodes>> = {
    'a list of layers': [
      { children: references(() => '_layers') },
      { children: items },
      variable('k'),
    ],
    'a list of metrics': [
      { children: references(() => 'metrics') },
      { children: items },
      variable('k'),
    ],
    'a list of trained variables': [
      { children: references(() => 'trainable_variables') },
      { children: items },
      variable('k'),
    ],
    "an optimizer's list": [
      {
        children: [
          { localName: '_iterations', nodeId: 2 },
          { localName: '_trainable_variables', nodeId: 1 },
          ...references((index) => `_slot${String(index)}`),
        ],
      },
      { children: items },
      variable('k'),
    ],
  };
  for (const [what, nodes] of Object.entries(shared)) {
    test(`${what} by ${String(many)} names does not multiply the work`, { timeout: 60_000 }, () => {
      const described = atOnce(describeCheckpointObjects(encode(nodes), [tensor('k')], place));
      assert.equal(described.roles.size, 1);
      assert.deepEqual(
        described.findings.map(({ severity, code }) => [severity, code]),
        [['warning', 'limit-exceeded']],
      );
    });
  }

  test('an object with more values than any has is refused', () => {
    const attributes = Array.from({ length: limits.objectAttributes + 1 }, () => ({ name: 'x' }));
    assert.throws(
      () => atOnce(readTrackableObjectGraph(encode([{ attributes }]), place)),
      failsWith('limit-exceeded', /an object with more than 256 values/),
    );
  });

  test(
    'the functions of one object, in thousands of layers, are looked at in part',
    { timeout: 60_000 },
    () => {
      const layers = 2000;
      const layer = { case: 'userObject', value: { identifier: '_tf_keras_layer' } } as const;
      const calls = Array.from({ length: 20 }, () => ({
        localName: '__call__',
        nodeId: layers + 1,
      }));
      const concreteFunctions = Array.from(
        { length: many },
        (_, index) => `__inference_${String(index)}`,
      );
      const graph = create(SavedObjectGraphSchema, {
        nodes: [
          {
            children: Array.from({ length: layers }, (_, index) => ({
              localName: `l${String(index)}`,
              nodeId: index + 1,
            })),
            kind: layer,
          },
          ...Array.from({ length: layers }, () => ({ children: calls, kind: layer })),
          { kind: { case: 'function' as const, value: { concreteFunctions } } },
        ],
      });
      const objects = atOnce(readSavedObjectGraph(toBinary(SavedObjectGraphSchema, graph), place));
      const knowledge = { metadata: new Map(), lookupKeys: new Map() };
      const described = atOnce(
        describeSavedObjects(objects, null, knowledge, place, 'saved_model.pb'),
      );
      assert.equal(described.layers.length, layers + 1);
    },
  );

  test(
    'long keys and a checkpoint that many objects meet do not multiply the work',
    { timeout: 60_000 },
    () => {
      const self = [
        { localName: 'a', nodeId: 0 },
        ...items.map((item) => ({ ...item, nodeId: 0 })),
      ];
      const saved = create(SavedObjectGraphSchema, { nodes: [{ children: self.toReversed() }] });
      const objects = atOnce(readSavedObjectGraph(toBinary(SavedObjectGraphSchema, saved), place));
      const keys = Array.from({ length: 200 }, (_, index) => ({
        ...tensor(`${'a/'.repeat(30_000)}${String(index)}/.ATTRIBUTES/VARIABLE_VALUE`),
      }));
      const knowledge = { metadata: new Map(), lookupKeys: new Map() };
      const variables = { objectGraph: null, tensors: keys };
      const described = atOnce(
        describeSavedObjects(objects, variables, knowledge, place, 'saved_model.pb'),
      );
      assert.equal(described.roles.size, keys.length);
    },
  );

  test('names with NUL, doubled names and names of Object’s own attributes', () => {
    const bytes = encode([
      {
        children: [
          { localName: 'a\u0000b', nodeId: 1 },
          { localName: '__proto__', nodeId: 2 },
          { localName: 'constructor', nodeId: 3 },
          { localName: 'constructor', nodeId: 4 },
        ],
      },
      variable('1'),
      variable('2'),
      variable('3'),
      variable('4'),
    ]);
    const tensors = ['1', '2', '3', '4'].map(tensor);
    const described = atOnce(describeCheckpointObjects(bytes, tensors, place));
    assert.deepEqual(
      [...described.objectPaths.values()],
      ['a\u0000b', '__proto__', 'constructor', 'constructor'],
    );
  });

  test('two variables with one key, and a variable without values', () => {
    const bytes = encode([
      {
        children: [
          { localName: 'a', nodeId: 1 },
          { localName: 'b', nodeId: 2 },
          { localName: 'c', nodeId: 3 },
        ],
      },
      variable('k'),
      variable('k'),
      variable('nowhere'),
    ]);
    const described = atOnce(describeCheckpointObjects(bytes, [tensor('k')], place));
    assert.equal(described.roles.get('k'), 'weight');
    assert.deepEqual(
      described.findings.map(({ severity, code }) => [severity, code]),
      [['error', 'missing-part']],
    );
    assert.match(described.findings[0]?.message ?? '', /not stored: nowhere\./);
  });

  test('bytes that are no object graph become a finding, and names tell the rest', () => {
    const described = atOnce(
      describeCheckpointObjects(
        Uint8Array.from([0x0a, 0xff]),
        [tensor('w/.ATTRIBUTES/VARIABLE_VALUE')],
        place,
      ),
    );
    assert.equal(described.roles.get('w/.ATTRIBUTES/VARIABLE_VALUE'), 'weight');
    assert.equal(described.findings[0]?.code, 'truncated');
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  GraphDefSchema,
  type GraphDef,
} from '../../../../src/codec/protobuf/generated/tensorflow/graph_pb.ts';
import {
  mapKey,
  mergeFields,
  type FieldEdit,
} from '../../../../src/codec/protobuf/merge-fields.ts';
import { failsWith } from '../../../support/errors.ts';

const place = { format: 'saved-model', path: '/m/saved_model.cpb' };

function merge(bytes: Uint8Array, edits: readonly FieldEdit[]): GraphDef {
  const steps = mergeFields(bytes, edits, place);
  for (;;) {
    const step = steps.next();
    if (step.done) return fromBinary(GraphDefSchema, step.value);
  }
}

const nodes = (...names: string[]): Uint8Array =>
  toBinary(GraphDefSchema, create(GraphDefSchema, { node: names.map((name) => ({ name })) }));

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

// GraphDef.node = 1, NodeDef.op = 2, NodeDef.attr = 5, AttrValue.s = 2, AttrValue.tensor = 8.

test('content goes where its way leads, and is made where nothing is', () => {
  const graph = merge(nodes('a', 'b'), [
    { way: [{ field: 1, which: 1 }, { field: 2 }], bytes: text('Const') },
    {
      way: [{ field: 1, which: 0 }, { field: 5, which: mapKey('value') }, { field: 2 }],
      bytes: text('x'),
    },
  ]);
  assert.deepEqual(
    graph.node.map(({ name, op }) => [name, op]),
    [
      ['a', ''],
      ['b', 'Const'],
    ],
  );
  const { value } = graph.node[0]?.attr['value'] ?? {};
  assert.deepEqual(value?.case === 's' && [...value.value], [...text('x')]);
});

test('an entry that is there is changed, and of several with like keys the right one', () => {
  const bytes = toBinary(
    GraphDefSchema,
    create(GraphDefSchema, {
      node: [
        {
          name: 'a',
          attr: {
            dtype: { value: { case: 'type', value: 3 } },
            d: { value: { case: 's', value: text('one') } },
          },
        },
      ],
    }),
  );
  const graph = merge(bytes, [
    {
      way: [{ field: 1, which: 0 }, { field: 5, which: mapKey('d') }, { field: 2 }],
      bytes: text(' two'),
    },
  ]);
  const attr = graph.node[0]?.attr ?? {};
  assert.equal(Object.keys(attr).length, 2);
  assert.equal(attr['dtype']?.value.value, 3);
  const { value } = attr['d'] ?? {};
  assert.equal(value?.case === 's' && Buffer.from(value.value).toString(), 'one two');
});

test('elements that are not there are appended in their order', () => {
  const node = (name: string): Uint8Array => nodes(name).subarray(2);
  const graph = merge(nodes('a'), [
    { way: [{ field: 1, which: 2 }], bytes: node('c') },
    { way: [{ field: 1, which: 1 }], bytes: node('b') },
    { way: [{ field: 1, which: 1 }, { field: 2 }], bytes: text('Op') },
  ]);
  assert.deepEqual(
    graph.node.map(({ name, op }) => [name, op]),
    [
      ['a', ''],
      ['b', 'Op'],
      ['c', ''],
    ],
  );
});

test('a damaged message says so', () => {
  assert.throws(
    () => merge(Uint8Array.of(0x0a, 9), [{ way: [{ field: 2 }], bytes: text('x') }]),
    failsWith('truncated', /a field states 9 bytes/),
  );
});

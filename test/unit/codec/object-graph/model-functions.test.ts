import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { SavedObjectGraphSchema } from '../../../../src/codec/protobuf/generated/tensorflow/saved_object_graph_pb.ts';
import type { StructuredValueSchema } from '../../../../src/codec/protobuf/generated/tensorflow/struct_pb.ts';
import { readModelFunctions } from '../../../../src/codec/object-graph/model-functions.ts';
import { readSavedObjectGraph } from '../../../../src/codec/object-graph/read-graph.ts';
import type { ModelFunction } from '../../../../src/protocol/model.ts';
import { atOnce } from '../../../support/at-once.ts';
import { failsWith } from '../../../support/errors.ts';

const place = { format: 'saved-model', path: '/model/saved_model.pb' };

type Value = MessageInitShape<typeof StructuredValueSchema>;

const text = (value: string): Value => ({ kind: { case: 'stringValue', value } });
const tuple = (...values: Value[]): Value => ({ kind: { case: 'tupleValue', value: { values } } });
const dict = (fields: Record<string, Value>): Value => ({
  kind: { case: 'dictValue', value: { fields } },
});
const signature = (...positional: Value[]): Value => tuple(tuple(...positional), dict({}));

/** The functions of a model whose root has a function `f`, traced as these. */
function functions(...traces: (Value | undefined)[]): readonly ModelFunction[] {
  const names = traces.map((_, index) => `__inference_f_${index}`);
  const bytes = toBinary(
    SavedObjectGraphSchema,
    create(SavedObjectGraphSchema, {
      nodes: [
        { children: [{ localName: 'f', nodeId: 1 }] },
        { kind: { case: 'function', value: { concreteFunctions: [...names, 'not there'] } } },
      ],
      concreteFunctions: Object.fromEntries(
        traces.map((trace, index) => [
          names[index] ?? '',
          trace === undefined ? {} : { canonicalizedInputSignature: trace },
        ]),
      ),
    }),
  );
  return atOnce(readModelFunctions(bytes, atOnce(readSavedObjectGraph(bytes, place)), place));
}

test('a function is told with every way to call it, and those without a signature are left out', () => {
  const told = functions(
    signature(text('a')),
    undefined,
    tuple(tuple(), dict({ y: text('c'), x: text('b') })),
  );
  assert.deepEqual(told, [
    {
      name: 'f',
      options: [
        { positional: [{ kind: 'string', value: 'a' }], named: [] },
        {
          positional: [],
          named: [
            { key: 'x', value: { kind: 'string', value: 'b' } },
            { key: 'y', value: { kind: 'string', value: 'c' } },
          ],
        },
      ],
    },
  ]);
});

test('a signature that is no pair of arguments says nothing of them', () => {
  for (const odd of [
    text('x'),
    tuple(),
    tuple(text('x'), text('y')),
    { kind: { case: undefined } } as Value,
  ]) {
    assert.deepEqual(functions(odd)[0]?.options, [{ positional: [], named: [] }]);
  }
});

test('names that JavaScript has a meaning for are names', () => {
  const [told] = functions(tuple(tuple(), dict({ constructor: text('x') })));
  assert.deepEqual(told?.options[0]?.named, [
    { key: 'constructor', value: { kind: 'string', value: 'x' } },
  ]);
});

test('signatures that would fill the page are refused', () => {
  assert.throws(
    () => functions(...Array.from({ length: 5 }, () => signature(text('x'.repeat(2 ** 18))))),
    failsWith('limit-exceeded', /arguments of the functions in .*saved_model\.pb take more than/),
  );
});

test('a signature that nests without end is refused', () => {
  let deep = text('x');
  for (let depth = 0; depth < 60; depth++) deep = tuple(deep);
  assert.throws(() => functions(deep), failsWith('malformed', /are not a StructuredValue/));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Capture, OpGraph } from '../../../../src/core/op-graph.ts';
import { Pacer } from '../../../../src/core/pacer.ts';
import { inTurns } from '../../../../src/core/steps.ts';
import { lookupsOf } from '../../../../src/graph/traced/lookups.ts';
import { fn, op, opGraph, variable } from './some-ops.ts';

async function told(graph: OpGraph, tensors: readonly string[]) {
  const { gathered, tables } = await inTurns(
    lookupsOf(graph, new Set(tensors)),
    new Pacer(undefined),
  );
  return {
    gathered: Object.fromEntries([...gathered].map(([tensor, through]) => [tensor, [...through]])),
    tables,
  };
}

const capture = (kind: Capture['kind'], path: string, name: string): Capture => ({
  kind,
  path,
  name,
  tensor: null,
  dtype: null,
  shape: null,
});

const attributes = (of: Readonly<Record<string, string>>) => ({
  attributes: () => Object.entries(of).map(([name, value]) => ({ name, value })),
});

test('a graph of TensorFlow 1: by nodes, through what only moves values on', async () => {
  const graph = opGraph([
    op('words', 'Placeholder'),
    op('keys', 'Const'),
    op('numbers', 'Const'),
    op('table', 'HashTableV2', [], { sharedName: 'vocabulary' }),
    op('init', 'InitializeTableV2', ['table', 'keys', 'numbers']),
    op('default', 'Const'),
    op('find', 'LookupTableFindV2', ['table', 'words', 'default']),
    op('one', 'Const'),
    op('shifted', 'AddV2', ['find', 'one']),
    op('weights', 'VariableV2'),
    op('weights/read', 'Identity', ['weights']),
    op('axis', 'Const'),
    op('rows', 'GatherV2', ['weights/read', 'shifted', 'axis']),
    op('other', 'VariableV2'),
    op('again', 'GatherV2', ['other', 'rows', 'axis']),
  ]);
  assert.deepEqual(await told(graph, ['weights', 'other']), {
    // What was gathered already is no number of a row any more.
    gathered: { weights: ['vocabulary'], other: [] },
    tables: [{ path: 'vocabulary', keys: { kind: 'constant', keys: 'keys', numbers: 'numbers' } }],
  });
});

test('functions of TensorFlow 2: tables and variables by what they have captured', async () => {
  const table = capture('table', 'lookup/lookup_table', 'tf.StaticHashTable');
  const call = (name: string, callee: string) =>
    op(name, 'StatefulPartitionedCall', ['x'], { callees: [callee] });
  const graph = opGraph(
    [op('x', 'Placeholder'), call('serve', 'f'), call('init', 'g')],
    [
      fn(
        'f',
        ['word', 'handle', 'missing', 'w'],
        ['rows:output:0'],
        op('find', 'LookupTableFindV2', ['handle', 'word', 'missing']),
        op('rows', 'ResourceGather', ['w', 'find:values:0']),
      ),
      fn(
        'g',
        ['unused', 'handle', 'file'],
        [],
        op('fill', 'InitializeTableFromTextFileV2', ['handle', 'file'], {
          ...attributes({ key_index: '1', value_index: '-1', offset: '2', delimiter: '","' }),
        }),
      ),
    ],
    {
      f: [table, capture('constant', '', 'Const_7'), variable('embedding/embeddings')],
      g: [table, capture('asset', 'lookup/_filename', 'items.txt')],
    },
  );
  const { gathered, tables } = await told(graph, []);
  assert.deepEqual(Object.values(gathered), [['lookup/lookup_table']]);
  assert.deepEqual(tables, [
    {
      path: 'lookup/lookup_table',
      keys: {
        kind: 'file',
        asset: 'items.txt',
        node: null,
        column: { index: 1, delimiter: ',' },
        first: 2,
      },
    },
  ]);
});

test('a table whose numbers are read from the file tells no rows, and a circle has an end', async () => {
  const graph = opGraph([
    op('table', 'HashTableV2', [], { sharedName: 't' }),
    op('file', 'Const'),
    op('fill', 'InitializeTableFromTextFileV2', ['table', 'file'], {
      ...attributes({ key_index: '0', value_index: '1' }),
    }),
    op('weights', 'VarHandleOp'),
    op('a', 'AddV2', ['b', 'b']),
    op('b', 'AddV2', ['a', 'a']),
    op('loop', 'Identity', ['loop']),
    op('rows', 'ResourceGather', ['weights', 'a']),
    op('none', 'ResourceGather', ['loop', 'a']),
  ]);
  assert.deepEqual(await told(graph, ['weights']), { gathered: { weights: [] }, tables: [] });
});

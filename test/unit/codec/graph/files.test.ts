import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recogniseGraphFile } from '../../../../src/codec/graph/files.ts';
import { MemorySource } from '../../../support/memory-source.ts';

const recognised = (text: string) => recogniseGraphFile(new MemorySource(Buffer.from(text)));

test('tells the messages in text form by their first field', async () => {
  const texts: readonly (readonly [string, string | undefined])[] = [
    ['saved_model_schema_version: 1', 'saved-model'],
    ['# comment\n meta_graphs : {', 'saved-model'],
    ['meta_info_def {', 'meta-graph'],
    ['graph_def: <', 'meta-graph'],
    ['node { name: "x" }', 'graph-def'],
    ['node:{attr : {', 'graph-def'],
    ['library { }', 'graph-def'],
    ['versions { producer: 9 }', 'graph-def'],
    ['node { id: 1 }', undefined],
    ['item { name: "x" }', undefined],
  ];
  for (const [text, message] of texts) {
    const found = await recognised(text);
    assert.deepEqual([found?.message, found?.text], [message, message && true], text);
  }
});

test('thousands of spaces where a brace should be are looked at once', async () => {
  const start = performance.now();
  for (const word of [
    'meta_graphs',
    'graph_def',
    'node',
    'node {attr',
    'library',
    'library {function',
  ]) {
    assert.equal(await recognised(word.padEnd(65_000)), null, word);
  }
  assert.ok(performance.now() - start < 2000);
});

import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { OpGraph } from '../../../src/core/op-graph.ts';
import { ReadError } from '../../../src/core/errors.ts';
import type { OpenedArtifact, ReadOpsContext } from '../../../src/formats/contract.ts';
import { openArtifact } from '../../../src/formats/open.ts';
import type { Progress } from '../../../src/protocol/requests.ts';
import { failsWith } from '../../support/errors.ts';
import { temporaryDirectory, writeFiles } from '../../support/files.ts';
import { shapeProto, smallGraph, writeGraph } from '../../support/graph-writer.ts';
import { savedModel, smallMetaGraph, smallVariables } from './saved-model/writer.ts';

type Files = Iterable<readonly [path: string, content: Uint8Array | string]>;

async function opened(
  t: TestContext,
  files: Files,
  path = '',
): Promise<{ readonly artifact: OpenedArtifact; readonly directory: string }> {
  const directory = await temporaryDirectory(t);
  await writeFiles(directory, files);
  const artifact = await openArtifact(join(directory, path));
  t.after(() => artifact.close());
  return { artifact, directory };
}

async function opsOf(
  { readOps }: OpenedArtifact,
  graph = 0,
  context?: ReadOpsContext,
): Promise<OpGraph> {
  assert.ok(readOps);
  return readOps(graph, context);
}

const names = ({ nodes }: OpGraph): string[] => nodes.map(({ name }) => name);

const second = smallMetaGraph({
  metaInfoDef: {
    tags: ['train'],
    strippedOpList: { op: [{ name: 'Neg', outputArg: [{ name: 'y' }] }] },
  },
  graphDef: { node: [{ name: 'n', op: 'Neg' }] },
  objectGraphDef: {},
});

/** That of a weight `w` which the function `f` has captured. */
const first = smallMetaGraph({
  objectGraphDef: {
    nodes: [
      { children: [{ localName: 'w', nodeId: 1 }] },
      {
        kind: {
          case: 'variable',
          value: { dtype: 1, shape: shapeProto(2), trainable: true, name: 'w' },
        },
      },
    ],
    concreteFunctions: { f: { boundInputs: [1] } },
  },
});

const model: Files = [['saved_model.pb', savedModel(first, second)], ...smallVariables()];

test('a SavedModel is asked for those of each of its meta graphs', async (t) => {
  const { artifact } = await opened(t, model);
  const ops = await opsOf(artifact);
  assert.deepEqual([names(ops), ops.outputArguments.size], [['x', 'y'], 0]);
  const [weight] = artifact.tensors.filter(({ role }) => role === 'weight');
  assert.deepEqual(ops.captures.get('f'), [
    {
      kind: 'variable',
      path: 'w',
      name: 'w',
      tensor: weight?.name,
      dtype: 'float32',
      shape: [2],
    },
  ]);
  const other = await opsOf(artifact, 1);
  assert.deepEqual(names(other), ['n']);
  assert.deepEqual(
    [...other.outputArguments],
    [['Neg', [{ name: 'y', dtype: null, typeAttribute: '', isList: false }]]],
  );
  assert.equal(other.captures.size, 0);
  await assert.rejects(opsOf(artifact, 2), failsWith('bad-request', /2 meta graphs.* number 2/));
});

test('they are read from the file whenever they are asked for', async (t) => {
  const { artifact, directory } = await opened(t, model);
  const file = join(directory, 'saved_model.pb');
  await writeFile(file, savedModel(second));
  assert.deepEqual(names(await opsOf(artifact)), ['n']);
  await rm(file);
  await assert.rejects(opsOf(artifact), (thrown) => {
    assert.ok(thrown instanceof ReadError);
    assert.equal(thrown.data.format, 'saved-model');
    return true;
  });
});

test('whoever asks is told how far it is, and may stop it', async (t) => {
  const many = Array.from({ length: 60_000 }, (_, index) => ({ name: `node ${index}`, op: 'Neg' }));
  for (const [path, files] of [
    ['', [['saved_model.pb', savedModel({ ...second, graphDef: { node: many } })]]],
    ['graph.pb', [['graph.pb', writeGraph(many)]]],
  ] as const) {
    const { artifact } = await opened(t, files, path);
    const told: Progress[] = [];
    const controller = new AbortController();
    const { nodes } = await opsOf(artifact, 0, { report: (progress) => told.push(progress) });
    assert.equal(nodes.length, many.length);
    assert.match(told[0]?.message ?? '', /^Reading (?:saved_model|graph)\.pb$/);
    assert.ok(told.every(({ done, total }) => done > 0 && done < total));
    const stopped = opsOf(artifact, 0, {
      signal: controller.signal,
      report: () => {
        controller.abort();
      },
    });
    await assert.rejects(stopped, failsWith('cancelled', /Stopped/));
  }
});

test('a graph alone has them, in both forms', async (t) => {
  const { artifact } = await opened(t, [['graph.pb', smallGraph()]], 'graph.pb');
  const ops = await opsOf(artifact);
  assert.deepEqual(names(ops), ['x', 'weights', 'fill', 'words', 'y']);
  assert.deepEqual(ops.nodes[2]?.valueShape, [700, 500]);
  assert.deepEqual([...ops.functions.keys()], ['f']);
  const text = 'node { name: "a" op: "Const" attr { key: "dtype" value { type: DT_INT64 } } }';
  const asText = await opened(t, [['graph.pbtxt', text]], 'graph.pbtxt');
  const [node] = (await opsOf(asText.artifact)).nodes;
  assert.deepEqual([node?.name, node?.dtype], ['a', 'int64']);
});

test('a checkpoint without a graph beside it has none', async (t) => {
  const { artifact } = await opened(t, smallVariables(), 'variables/variables.index');
  assert.equal(artifact.readOps, undefined);
});

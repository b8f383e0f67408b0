import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type {
  Capture,
  OpFunction,
  OpGraph,
  OpNode,
  OutputArgument,
} from '../../src/core/op-graph.ts';
import type { OpenedArtifact } from '../../src/formats/contract.ts';
import { temporaryDirectory } from '../support/files.ts';
import { fixtures } from './support/golden.ts';
import { opened } from './support/opened.ts';
import { python, withoutOracle } from './support/runtime.ts';

// The ops of every graph are what TensorFlow's own protobufs say: in SavedModels of all ages, frozen graphs, and the
// graphs beside checkpoints, in both forms.

type Told = Omit<OpNode, 'attributes' | 'types'> & {
  readonly types: Readonly<Record<string, string>>;
};

/** Text; null where it is not compared; floats as numbers. */
type Attribute =
  | string
  | null
  | {
      readonly begins: string;
      readonly dtype: 'float32' | 'float64';
      readonly values: readonly string[];
    };

interface Graph {
  readonly nodes: readonly Told[];
  readonly functions: Readonly<
    Record<string, Omit<OpFunction, 'name' | 'nodes'> & { readonly nodes: readonly Told[] }>
  >;
  readonly outputArguments: Readonly<Record<string, readonly OutputArgument[]>>;
  readonly captures: Readonly<
    Record<
      string,
      readonly (Omit<Capture, 'path'> & {
        /** Names by which other objects refer to it. */
        readonly attributes: readonly string[];
      })[]
    >
  >;
  /** By function, '' for the graph itself, and by node. */
  readonly attributes: Readonly<
    Record<string, Readonly<Record<string, Readonly<Record<string, Attribute>>>>>
  >;
}

const support = (script: string): string =>
  fileURLToPath(new URL(`support/${script}.py`, import.meta.url));

const savedModels = [
  fileURLToPath(new URL('../../samples/recommender', import.meta.url)),
  ...fixtures.map(({ path }) => path),
].filter((path) => existsSync(join(path, 'saved_model.pb')));

/** Graphs that graphs.py and tensorflow_1.py write, in their folders. */
const written = [
  ...['lists', 'contents', 'frozen_1', 'frozen_2'].flatMap((name) => [
    `graphs/${name}.pb`,
    `graphs/${name}.pbtxt`,
  ]),
  ...['graphs/model.ckpt-3.meta', 'graphs/model.ckpt-3.metatxt'],
  ...['v1', 'v1-sharded', 'v2'].map((run) => `first/${run}/model.ckpt-3.meta`),
  ...['1', '2', '3'].map((number) => `first/bundles/0000000${number}/export.meta`),
  ...['legacy-init', 'main-op'].map((name) => `first/${name}`),
];

function printed(script: string, ...words: readonly string[]): string {
  return execFileSync(python ?? '', ['-B', support(script), ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 512 * 1024 ** 2,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' },
  });
}

test('ops are what TensorFlow’s protobufs say', { skip: withoutOracle }, async (t) => {
  const directory = await temporaryDirectory(t);
  for (const folder of ['graphs', 'first']) await mkdir(join(directory, folder));
  const [first] = savedModels;
  printed('graphs', join(directory, 'graphs'), first ?? '');
  printed('tensorflow_1', join(directory, 'first'));
  const paths = [...savedModels, ...written.map((name) => join(directory, name))];
  const theirs = JSON.parse(printed('op_graph', ...paths)) as Readonly<
    Record<string, readonly Graph[]>
  >;
  const compared = { nodes: 0, captures: 0, attributes: 0 };
  for (const path of paths) {
    const graphs = theirs[path] ?? [];
    assert.ok(graphs.length > 0, path);
    await opened(path, async (artifact) => {
      assert.equal(artifact.metaGraphs?.length, graphs.length, path);
      for (const [index, expected] of graphs.entries()) {
        compare(artifact, await opsOf(artifact, index), expected, `${path} ${index}`);
        compared.nodes += expected.nodes.length;
        compared.captures += Object.values(expected.captures).flat().length;
        compared.attributes += Object.values(expected.attributes)
          .flatMap((nodes) => Object.values(nodes))
          .flatMap((attributes) => Object.values(attributes))
          .filter((text) => text !== null).length;
      }
    });
  }
  assert.ok(
    compared.nodes > 2500 && compared.captures > 800 && compared.attributes > 5000,
    JSON.stringify(compared),
  );

  await t.test('a checkpoint and a session bundle have those of the graph in them', async () => {
    const runs = ['v1', 'v1-sharded', 'v2'].map((run) => `${run}/model.ckpt-3`);
    const bundles = ['1', '2', '3'].map((number) => `bundles/0000000${number}`);
    for (const name of [...runs, ...bundles]) {
      const path = join(directory, 'first', name);
      const file = bundles.includes(name) ? join(path, 'export.meta') : `${path}.meta`;
      await opened(path, async (artifact) => {
        const { nodes } = await opsOf(artifact, 0);
        assert.deepEqual(nodes.map(told), theirs[file]?.[0]?.nodes, name);
      });
    }
  });

  await t.test('a model as text has those of the model', async () => {
    const text = join(directory, 'graphs', basename(first ?? ''));
    await cp(first ?? '', text, { recursive: true });
    await rm(join(text, 'saved_model.pb'));
    await opened(text, async (artifact) => {
      assert.ok(artifact.files.includes('saved_model.pbtxt'));
      const [expected] = theirs[first ?? ''] ?? [];
      assert.ok(expected);
      compare(artifact, await opsOf(artifact, 0), expected, text);
    });
  });
});

async function opsOf({ readOps }: OpenedArtifact, graph: number): Promise<OpGraph> {
  assert.ok(readOps);
  return readOps(graph);
}

function compare(artifact: OpenedArtifact, ours: OpGraph, theirs: Graph, where: string): void {
  assert.equal(ours.cut, false, where);
  assert.deepEqual(ours.nodes.map(told), theirs.nodes, where);
  const functions = [...ours.functions.values()];
  assert.deepEqual(
    Object.fromEntries(
      functions.map(({ name, nodes, controlResults, parameters, results }) => [
        name,
        {
          parameters,
          results,
          // A map's entries have no order.
          controlResults: [...controlResults].sort(),
          nodes: nodes.map(told),
        },
      ]),
    ),
    theirs.functions,
    where,
  );
  assert.deepEqual(Object.fromEntries(ours.outputArguments), theirs.outputArguments, where);
  compareCaptures(artifact, ours, theirs, where);
  for (const [scope, nodes] of Object.entries(theirs.attributes)) {
    const ownNodes = scope === '' ? ours.nodes : (ours.functions.get(scope)?.nodes ?? []);
    for (const node of ownNodes) compareAttributes(node, nodes[node.name] ?? {}, where);
  }
}

function told(node: OpNode): Told {
  const { name, op, inputs, device, callees, shapes, dtype, sharedName, valueShape } = node;
  const types = Object.fromEntries(node.types);
  return { name, op, inputs, device, callees, shapes, dtype, types, sharedName, valueShape };
}

function compareCaptures(
  artifact: OpenedArtifact,
  ours: OpGraph,
  theirs: Graph,
  where: string,
): void {
  assert.deepEqual([...ours.captures.keys()].sort(), Object.keys(theirs.captures).sort(), where);
  const paths = new Map(artifact.tensors.map(({ name, objectPath }) => [name, objectPath]));
  for (const [name, expected] of Object.entries(theirs.captures)) {
    const captures = ours.captures.get(name) ?? [];
    assert.equal(captures.length, expected.length, `${where}: ${name}`);
    for (const [index, { path, ...capture }] of captures.entries()) {
      const { attributes, ...rest } = expected[index] ?? {};
      const what = `${where}: capture ${index} of ${name}`;
      assert.deepEqual(capture, rest, what);
      if (capture.tensor !== null) assert.equal(path, paths.get(capture.tensor), what);
      else if (path !== '') assert.ok(attributes?.includes(path.split('/').at(-1) ?? ''), what);
    }
  }
}

function compareAttributes(
  node: OpNode,
  expected: Readonly<Record<string, Attribute>>,
  where: string,
): void {
  const ours = node.attributes();
  const what = `${where}: ${node.name}`;
  assert.deepEqual(
    ours.map(({ name }) => name),
    Object.keys(expected).sort(),
    what,
  );
  for (const { name, value } of ours) {
    const text = expected[name] ?? null;
    if (text === null) continue;
    if (typeof text === 'string') assert.equal(value, text, `${what}: ${name}`);
    else compareFloats(value, text, `${what}: ${name}`);
  }
}

function compareFloats(
  text: string,
  { begins, dtype, values }: Exclude<Attribute, string | null>,
  what: string,
): void {
  const numbers = begins === '' ? text : text.slice(begins.length + 2);
  assert.equal(text.slice(0, begins.length), begins, what);
  const round = dtype === 'float32' ? Math.fround : (value: number) => value;
  assert.deepEqual(
    numbers
      .split(', ')
      .filter((each) => each !== '…')
      .map((each) => round(Number(each))),
    values.map((each) => Number(each.replace('inf', 'Infinity').replace('nan', 'NaN'))),
    what,
  );
}

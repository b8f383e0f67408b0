import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { configGraph } from '../../../src/graph/config/config-graph.ts';
import type { Graph } from '../../../src/graph/graph.ts';
import { layerSummary } from '../../../src/graph/summary/layer-summary.ts';
import { withOutputShapes } from '../../../src/graph/shapes/layer-shapes.ts';
import type { OpenedArtifact } from '../../../src/formats/contract.ts';
import type { Shape } from '../../../src/protocol/model.ts';
import { opened } from '../support/opened.ts';
import { python, withoutOracle } from '../support/runtime.ts';
import { temporaryDirectory } from '../../support/files.ts';

// What Keras itself says of the flow, the shapes, what is trained and the summary of models that it has loaded.

interface Told {
  readonly summary: string;
  readonly edges: Readonly<Record<string, readonly string[]>>;
  readonly shapes: Readonly<Record<string, readonly Shape[]>>;
  readonly layers: Readonly<Record<string, number>>;
  readonly trainable: number;
  readonly fixed: number;
}

const script = fileURLToPath(new URL('models.py', import.meta.url));

test('models of every family', { skip: withoutOracle }, async (t) => {
  const folder = await temporaryDirectory(t);
  const printed = execFileSync(python ?? '', [script, folder], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 ** 2,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const told = Object.entries(JSON.parse(printed) as Readonly<Record<string, Told>>);
  const files: [string, OpenedArtifact, Told][] = [];
  for (const [file, expected] of told) {
    await opened(path.join(folder, file), (artifact) => {
      files.push([file, { ...artifact, layers: withOutputShapes(artifact) }, expected]);
    });
  }
  const each = (look: (artifact: OpenedArtifact, expected: Told, file: string) => void): void => {
    const wrong: string[] = [];
    for (const [file, artifact, expected] of files) {
      try {
        look(artifact, expected, file);
      } catch (problem) {
        wrong.push(problem instanceof Error ? problem.message : String(problem));
      }
    }
    assert.deepEqual(wrong, []);
  };
  assert.ok(told.length >= 100, String(told.length));

  await t.test('the flow between layers', () => {
    each(({ configurations, layers, tensors }, expected, file) => {
      const value = configurations?.find(({ isModel }) => isModel)?.value;
      const graph = configGraph(value, layers, tensors);
      assert.ok(graph, file);
      assert.deepEqual(edgesByModel(graph), withoutEmpty(expected.edges), file);
    });
  });

  await t.test('the shapes of what layers give', () => {
    each(({ layers }, expected, file) => {
      const own = new Map(layers.map(({ path: at, outputShapes }) => [at, outputShapes]));
      if (hidesShapes.has(file)) return;
      for (const [at, shapes] of Object.entries(expected.shapes)) {
        assert.deepEqual(own.get(at), shapes, `${file}: ${at}`);
      }
    });
  });

  await t.test('what training changes', () => {
    each(({ layers }, expected, file) => {
      const own = new Map(layers.map((layer) => [layer.path, layer]));
      for (const [at, count] of Object.entries(expected.layers)) {
        if (isUnsaid(file, at)) continue;
        assert.equal(own.get(at)?.trainableParameters ?? 0, count, `${file}: ${at}`);
      }
      const root = own.get('');
      if (!root || root.trainableParameters === null) return;
      assert.deepEqual(
        [root.trainableParameters, root.parameters - root.trainableParameters],
        [expected.trainable, expected.fixed],
        file,
      );
    });
  });

  await t.test('the summary', () => {
    each((artifact, { summary }, file) => {
      const text = layerSummary(artifact) ?? '';
      if (hidesShapes.has(file)) {
        assert.match(text, /^The file does not say the shapes/m, file);
        return;
      }
      assert.equal(text.replace(/^The file does not say.*\n/gm, ''), summary, file);
    });
  });
});

/** Keras 2 writes the shapes that it built layers with into `.keras` alone; what a custom class gives no rule tells. */
const hidesShapes = new Set(['keras2-custom.h5', 'keras2-custom.saved']);

/** Whether weights of a custom class are trained only SavedModels say. */
function isUnsaid(file: string, at: string): boolean {
  return !file.endsWith('.saved') && at.split('/').at(-1) === 'scale';
}

function withoutEmpty(edges: Told['edges']): Told['edges'] {
  return Object.fromEntries(Object.entries(edges).filter(([, each]) => each.length > 0));
}

/** Edges by the path of the innermost model that has both ends, between the layers of that model. */
function edgesByModel({ nodes, edges }: Graph): Record<string, string[]> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const way = (id: string): string[] => {
    const ids: string[] = [];
    for (let at: string | null = id; at !== null; at = byId.get(at)?.parent ?? null)
      ids.unshift(at);
    return ids;
  };
  const result: Record<string, string[]> = {};
  for (const { from, to } of edges) {
    const [one, other] = [way(from), way(to)];
    let depth = 0;
    // A layer may take what it gave before.
    const last = Math.min(one.length, other.length) - 1;
    while (depth < last && one[depth] === other[depth]) depth++;
    const ends = [one[depth], other[depth]].map((id) => byId.get(id ?? ''));
    // What flows to the end of a model is no layer's.
    if (ends.some((node) => node === undefined || node.kind === 'output')) continue;
    const model = depth === 0 ? '' : (one[depth - 1] ?? '');
    (result[model] ??= []).push(ends.map((node) => node?.name).join(' → '));
  }
  for (const list of Object.values(result)) list.sort();
  return result;
}

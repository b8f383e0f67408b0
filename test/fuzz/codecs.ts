import { describeCheckpointObjects } from '../../src/codec/object-graph/checkpoint-objects.ts';
import type { ObjectDescription, StoredTensor } from '../../src/codec/object-graph/description.ts';
import { parseKerasMetadata } from '../../src/codec/object-graph/keras-metadata.ts';
import { readSavedObjectGraph } from '../../src/codec/object-graph/read-graph.ts';
import { describeSavedObjects } from '../../src/codec/object-graph/saved-objects.ts';
import { readPredictionLog } from '../../src/codec/prediction-log/read-log.ts';
import { tensorBudget } from '../../src/codec/tensor-proto/read-tensor.ts';
import { readRecords } from '../../src/codec/tfrecord/read-records.ts';
import { isRecord, readJson } from '../../src/core/json.ts';
import type { Steps } from '../../src/core/steps.ts';
import { atOnce } from '../support/at-once.ts';
import { memoryTree } from '../support/memory-tree.ts';
import type { Files } from './subject.ts';
import type { Watch } from './watch.ts';

const place = { format: 'tf-checkpoint', path: '/memory/m.index' };
const nothing = new Uint8Array(0);

/** Tells tensors and layers by object graphs, as checkpoints and SavedModels do. */
export function describeObjects(files: Files, _path: string, watch: Watch): Promise<void> {
  const checkpoint = files.get('checkpoint') ?? nothing;
  const tensors = tensorsIn(files.get('tensors.json') ?? nothing);
  const keras = parseKerasMetadata(Buffer.from(files.get('keras.json') ?? nothing).toString());
  const metadata = new Map(keras ? [0, 1, 2, 3].map((node) => [node, keras] as const) : []);
  const knowledge = { metadata, lookupKeys: new Map([[1, 'string']]) };
  describe(watch, tensors, describeCheckpointObjects(checkpoint, tensors, place));
  describe(watch, tensors, describeCheckpointObjects(null, tensors, place));
  for (const objectGraph of [checkpoint, null]) {
    describe(watch, tensors, saved({ objectGraph, tensors }));
  }
  describe(watch, [], saved(null));
  return Promise.resolve();

  function* saved(variables: Parameters<typeof describeSavedObjects>[1]): Steps<ObjectDescription> {
    const graph = yield* readSavedObjectGraph(files.get('saved') ?? nothing, place);
    return yield* describeSavedObjects(graph, variables, knowledge, place, 'saved_model.pb');
  }
}

function describe(
  watch: Watch,
  tensors: readonly StoredTensor[],
  steps: Steps<ObjectDescription>,
): void {
  try {
    const { layers, roles, parameterCount, findings } = atOnce(steps);
    for (const finding of findings) watch.finding(finding);
    const names = new Set(tensors.map(({ name }) => name));
    const paths = new Set<string>();
    for (const { path, parent, parameters, weights } of layers) {
      if (parent !== null && !paths.has(parent))
        watch.problem('a layer comes before what holds it');
      paths.add(path);
      if (!(parameters >= 0)) watch.problem(`a layer has ${parameters} parameters`);
      if (!weights.every((name) => names.has(name))) watch.problem('a weight is no tensor');
    }
    if (![...names].every((name) => roles.has(name))) watch.problem('a tensor has no role');
    if (!(parameterCount >= 0)) watch.problem(`there are ${parameterCount} parameters`);
  } catch (thrown) {
    watch.error(thrown);
  }
  watch.look();
}

/** What a checkpoint could list, of whatever the text says. */
function tensorsIn(bytes: Uint8Array): StoredTensor[] {
  const json = readJson(bytes);
  const items: unknown[] = 'value' in json && Array.isArray(json.value) ? json.value : [];
  const found = new Map<string, StoredTensor>();
  for (const item of items) {
    if (!isRecord(item)) continue;
    const { name, dtype, shape } = item;
    if (typeof name !== 'string' || typeof dtype !== 'string' || !Array.isArray(shape)) continue;
    const sizes = (shape as unknown[]).filter((size): size is number => Number.isSafeInteger(size));
    found.set(name, { name, dtype, shape: sizes.slice(0, 3).map((size) => Math.abs(size) % 1000) });
  }
  return [...found.values()];
}

/** Reads the records of a warmup file, and the calls in them. */
export async function readWarmupRecords(files: Files, path: string, watch: Watch): Promise<void> {
  const at = { format: 'tfrecord', path: `/memory/${path}` };
  const budget = tensorBudget();
  const tree = watch.tree(memoryTree('m', files));
  const source = await tree.open(path).catch((thrown: unknown) => {
    watch.error(thrown);
    return null;
  });
  if (!source) return;
  try {
    for await (const found of readRecords(source, at)) {
      if ('damage' in found) watch.error(found.damage);
      else {
        try {
          readPredictionLog(found.data, { ...at, offset: found.offset }, budget);
        } catch (thrown) {
          watch.error(thrown);
        }
      }
      watch.look();
    }
  } catch (thrown) {
    watch.error(thrown);
  } finally {
    await source.close();
    watch.end();
  }
}

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkpoint, Variable } from '../../unit/codec/object-graph/builder.ts';
import {
  savedModel,
  smallMetaGraph,
  type MetaGraphInit,
} from '../../unit/formats/saved-model/writer.ts';
import { floats, writeBundle } from '../bundle-writer.ts';
import { badText, hostileFiles, hostileKeys, hostileNames, withBadBytes } from './names.ts';

const names = Object.values(hostileNames);
const shortNames = names.filter((name) => name.length < 1000);

/** Of every name something; the keys of objects are their own, `__proto__` too. */
const ofEvery = <T>(from: readonly string[], make: (name: string, index: number) => T) =>
  Object.fromEntries(from.map((name, index) => [name, make(name, index)]));

/** Writes a SavedModel in which everything that has a name has a hostile one. */
export function writeHostileModel(folder: string): void {
  const write = (name: string, bytes: Uint8Array | string): void => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  };
  write('saved_model.pb', withBadBytes(savedModel(metaGraph())));
  for (const [name, bytes] of writeHostileBundle('variables/variables')) write(name, bytes);
  for (const name of hostileFiles) write(path.join('assets', name), `${name}\n`);
  const metadata = {
    ...ofEvery(names, (name) => name),
    nested: ofEvery(shortNames, (name) => [name, { [name]: name }]),
  };
  write('assets/metadata.json', JSON.stringify(metadata));
  const tensor = { dtype: 'float32', shape: [1], values: [0] };
  const prediction = {
    recorded: { by: hostileNames['element'], tensorflow: hostileNames['colour'] },
    inputs: ofEvery(hostileKeys, () => tensor),
    outputs: ofEvery(hostileKeys, () => tensor),
  };
  write('predictions.json', JSON.stringify(prediction));
}

/** The files of a checkpoint with hostile keys, attributes and variables' names. */
export function writeHostileBundle(prefix: string): ReadonlyMap<string, Uint8Array> {
  const { graph, tensors } = checkpoint(
    ofEvery(hostileKeys, (name) => ({ kernel: new Variable(name, [2]) })),
  );
  const strings = [badText, ...names].map((name) => Buffer.from(name));
  const files = writeBundle(prefix, [
    ...tensors.map(({ name }) => floats(name, [2])),
    ...hostileKeys.map((name) => floats(`plain ${name}`, [2, 2])),
    { name: 'words', dtype: 'string', shape: [strings.length], strings },
    { name: '_CHECKPOINTABLE_OBJECT_GRAPH', dtype: 'string', shape: [], strings: [graph] },
  ]);
  return files;
}

const float = 1;

function metaGraph(): MetaGraphInit {
  const info = (name: string) => ({
    encoding: { case: 'name' as const, value: `${name.slice(0, 1000)}:0` },
    dtype: float,
    tensorShape: { dim: [{ size: -1n, name: name.slice(0, 1000) }, { size: 4n }] },
  });
  // The long ones once in each place: a whole message may not be larger than a reader takes.
  return smallMetaGraph({
    metaInfoDef: {
      tags: ['serve', ...names],
      tensorflowVersion: `2.${hostileNames['element'] ?? ''}${hostileNames['colour'] ?? ''}[x](https://x)`,
      tensorflowGitVersion: hostileNames['script'] ?? '',
    },
    graphDef: {
      node: shortNames.map((name) => ({ name, op: name, input: [name], device: name })),
      library: {
        function: shortNames.map((name) => ({
          signature: { name },
          nodeDef: [{ name, op: name }],
        })),
      },
      versions: { producer: 2129, minConsumer: 12 },
    },
    assetFileDef: [...names, badText].map((filename) => ({ filename, tensorInfo: info(filename) })),
    signatureDef: {
      serving_default: {
        inputs: ofEvery(names, info),
        outputs: ofEvery(names, info),
        methodName: hostileNames['element'] ?? '',
      },
      ...ofEvery([...names, badText], (name) => ({
        inputs: ofEvery(shortNames.slice(0, 3), info),
        outputs: ofEvery(shortNames.slice(-3), info),
        methodName: name.slice(0, 300),
      })),
    },
    objectGraphDef: objectGraph(),
  });
}

/** A Keras model with a layer, and in it a variable, of every name. */
function objectGraph(): NonNullable<MetaGraphInit['objectGraphDef']> {
  const layers = hostileKeys.map((name, index) => ({ name, layer: 1 + 2 * index }));
  const userObject = (identifier: string, name: string) => ({
    case: 'userObject' as const,
    value: {
      identifier,
      metadata: JSON.stringify({
        name,
        class_name: name,
        keras_version: name.slice(0, 100),
        trainable: true,
        config: { name, activation: name, ...ofEvery(shortNames, (each) => each) },
      }),
    },
  });
  return {
    nodes: [
      {
        children: layers.map(({ name, layer }) => ({ localName: name, nodeId: layer })),
        kind: userObject('_tf_keras_model', hostileNames['element'] ?? ''),
      },
      ...layers.flatMap(({ name, layer }) => [
        {
          children: [{ localName: 'kernel', nodeId: layer + 1 }],
          kind: userObject('_tf_keras_layer', name),
        },
        {
          kind: {
            case: 'variable' as const,
            value: { dtype: float, shape: { dim: [{ size: 2n }] }, trainable: true, name },
          },
        },
      ]),
    ],
  };
}

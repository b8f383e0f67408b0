import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, toBinary } from '@bufbuild/protobuf';
import { SavedMetadataSchema } from '../../../../src/codec/protobuf/generated/keras/saved_metadata_pb.ts';
import { openArtifact } from '../../../../src/formats/open.ts';
import { temporaryDirectory, writeFiles } from '../../../support/files.ts';
import { savedModel, smallMetaGraph, type MetaGraphInit } from './writer.ts';

const string = 7;

function object(identifier: string, children: Record<string, number>, metadata: object | null) {
  return {
    children: Object.entries(children).map(([localName, nodeId]) => ({ localName, nodeId })),
    kind: {
      case: 'userObject' as const,
      value: { identifier, metadata: metadata === null ? '' : JSON.stringify(metadata) },
    },
  };
}

function traced(name: string) {
  return { kind: { case: 'function' as const, value: { concreteFunctions: [name] } } };
}

/** A model as Keras 2 saves it: a layer of the author's, one of Keras's, and a lookup table. */
function kerasModel(metadata: readonly (object | null)[]): MetaGraphInit {
  return smallMetaGraph({
    graphDef: {
      library: {
        function: [
          {
            signature: { name: '__inference__creator_5' },
            nodeDef: [
              {
                name: 'hash_table',
                op: 'HashTableV2',
                attr: { key_dtype: { value: { case: 'type', value: string } } },
              },
            ],
          },
        ],
      },
    },
    objectGraphDef: {
      nodes: [
        object('_tf_keras_model', { mine: 1, lookup: 2, drop: 3 }, metadata[0] ?? null),
        object('_tf_keras_layer', { __call__: 4 }, metadata[1] ?? null),
        object('_tf_keras_layer', { lookup_table: 5 }, metadata[2] ?? null),
        object('_tf_keras_layer', { __call__: 6 }, metadata[3] ?? null),
        traced('__inference_scale_2_layer_call_fn_12'),
        {
          ...traced(''),
          children: [{ localName: '_create_resource', nodeId: 7 }],
          kind: { case: 'resource', value: {} },
        },
        traced('__inference_dropout_layer_call_and_return_conditional_losses_7_34'),
        traced('__inference__creator_5'),
      ],
    },
  });
}

async function layersOf(
  model: MetaGraphInit,
  test: Parameters<typeof temporaryDirectory>[0],
  metadata?: Uint8Array,
) {
  const directory = await temporaryDirectory(test);
  await writeFiles(directory, [['saved_model.pb', savedModel(model)]]);
  if (metadata) await writeFiles(directory, [['keras_metadata.pb', metadata]]);
  const artifact = await openArtifact(directory);
  await artifact.close();
  assert.deepEqual(artifact.findings, []);
  return {
    writtenBy: artifact.writtenBy,
    layers: artifact.layers.map((layer) => [
      layer.path,
      layer.name,
      layer.class,
      layer.classSource,
      layer.custom,
    ]),
    configs: artifact.layers.map((layer) => layer.config),
  };
}

const scale = { class_name: 'mine>Scale', name: 'scale_2', config: { factor: 2 }, trainable: true };

test('without metadata names come from functions, and classes from names and tables', async (t) => {
  const { layers, writtenBy } = await layersOf(kerasModel([]), t);
  assert.deepEqual(layers, [
    ['', 'model', null, null, null],
    ['mine', 'scale_2', null, null, null],
    ['lookup', 'lookup', 'StringLookup', 'inferred', false],
    ['drop', 'dropout', 'Dropout', 'inferred', false],
  ]);
  assert.deepEqual(writtenBy, ['TensorFlow 2.19.1', 'Keras 2']);
});

test('metadata in the object graph, as before TensorFlow 2.5', async (t) => {
  const root = { class_name: 'Rec', name: 'rec', keras_version: '2.4.0', config: {} };
  const { layers, configs, writtenBy } = await layersOf(kerasModel([root, scale]), t);
  assert.deepEqual(layers.slice(0, 2), [
    ['', 'rec', 'Rec', 'config', true],
    ['mine', 'scale_2', 'Scale', 'config', true],
  ]);
  assert.deepEqual(configs[1], { factor: 2 });
  assert.deepEqual(writtenBy, ['TensorFlow 2.19.1', 'Keras 2.4.0']);
});

test('metadata in keras_metadata.pb', async (t) => {
  const nodes = [
    { nodeId: 0, metadata: '{"class_name": "Functional", "keras_version": "2.19.0"}' },
    { nodeId: 1, metadata: JSON.stringify(scale) },
    { nodeId: 3, metadata: '{"class_name": "Dropout", "config": {"name": "later", "rate": NaN}}' },
    // Nobody's: damaged JSON, and a node that is not there.
    { nodeId: 2, metadata: '{"class_name": ' },
    { nodeId: 99, metadata: '{}' },
  ];
  const file = toBinary(SavedMetadataSchema, create(SavedMetadataSchema, { nodes }));
  const { layers, configs, writtenBy } = await layersOf(kerasModel([]), t, file);
  assert.deepEqual(layers, [
    ['', 'model', 'Functional', 'config', false],
    ['mine', 'scale_2', 'Scale', 'config', true],
    ['lookup', 'lookup', 'StringLookup', 'inferred', false],
    ['drop', 'later', 'Dropout', 'config', false],
  ]);
  assert.deepEqual(configs[3], { name: 'later', rate: 'NaN' });
  assert.deepEqual(writtenBy, ['TensorFlow 2.19.1', 'tf-keras 2.19.0']);
});

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ScalarType, type DescField, type DescFile, type DescMessage } from '@bufbuild/protobuf';
import { file_keras_saved_metadata } from '../../src/codec/protobuf/generated/keras/saved_metadata_pb.ts';
import { file_tensorflow_example } from '../../src/codec/protobuf/generated/tensorflow/example_pb.ts';
import { file_tensorflow_fingerprint } from '../../src/codec/protobuf/generated/tensorflow/fingerprint_pb.ts';
import { file_tensorflow_graph } from '../../src/codec/protobuf/generated/tensorflow/graph_pb.ts';
import { file_tensorflow_meta_graph } from '../../src/codec/protobuf/generated/tensorflow/meta_graph_pb.ts';
import { file_tensorflow_saved_object_graph } from '../../src/codec/protobuf/generated/tensorflow/saved_object_graph_pb.ts';
import { file_tensorflow_saved_tensor_slice } from '../../src/codec/protobuf/generated/tensorflow/saved_tensor_slice_pb.ts';
import { file_tensorflow_struct } from '../../src/codec/protobuf/generated/tensorflow/struct_pb.ts';
import { file_tensorflow_tensor_bundle } from '../../src/codec/protobuf/generated/tensorflow/tensor_bundle_pb.ts';
import { file_tensorflow_tensor } from '../../src/codec/protobuf/generated/tensorflow/tensor_pb.ts';
import { file_tensorflow_trackable_object_graph } from '../../src/codec/protobuf/generated/tensorflow/trackable_object_graph_pb.ts';
import { file_tensorflow_types } from '../../src/codec/protobuf/generated/tensorflow/types_pb.ts';
import { file_tensorflow_serving_prediction_log } from '../../src/codec/protobuf/generated/tensorflow_serving/prediction_log_pb.ts';

// Every field of proto/ has the name, number, type and label that an installed TensorFlow gives it; but those of
// tensorflow_serving/manifest.proto, which only TensorFlow 1 had.

/** message → field → number, protobuf's type, repeated */
type Descriptors = Readonly<
  Record<string, Readonly<Record<string, readonly [number, string, boolean]>>>
>;

const python = process.env['SAVED_MODEL_ORACLE_PYTHON'];
const skip = python ? false : 'SAVED_MODEL_ORACLE_PYTHON names no Python with TensorFlow';

const files: readonly DescFile[] = [
  file_keras_saved_metadata,
  file_tensorflow_example,
  file_tensorflow_fingerprint,
  file_tensorflow_graph,
  file_tensorflow_meta_graph,
  file_tensorflow_saved_object_graph,
  file_tensorflow_saved_tensor_slice,
  file_tensorflow_struct,
  file_tensorflow_tensor_bundle,
  file_tensorflow_tensor,
  file_tensorflow_trackable_object_graph,
  file_tensorflow_types,
  file_tensorflow_serving_prediction_log,
];

test('proto/ agrees with TensorFlow’s own descriptors', { skip }, () => {
  const theirs = tensorflowDescriptors();
  let fields = 0;
  for (const message of files.flatMap((file) => file.messages.flatMap(withNested))) {
    const known: Descriptors[string] | undefined = theirs[theirName(message)];
    assert.ok(known, `TensorFlow has no message ${message.typeName}`);
    for (const field of message.fields) {
      fields++;
      const what = `${message.typeName}.${field.name}`;
      const theirField: readonly [number, string, boolean] | undefined = known[field.name];
      assert.ok(theirField, `TensorFlow has no field ${what}`);
      const [number, type, repeated]: readonly [number, string, boolean] = theirField;
      assert.equal(field.number, number, what);
      // Enums are read as the numbers they are on the wire.
      assert.equal(wireTypeOf(field), type === 'enum' ? 'int32' : type, what);
      assert.equal(field.fieldKind === 'list' || field.fieldKind === 'map', repeated, what);
    }
  }
  assert.ok(fields > 100, `only ${String(fields)} fields were compared`);
});

function tensorflowDescriptors(): Descriptors {
  const script = fileURLToPath(new URL('support/descriptors.py', import.meta.url));
  const printed = execFileSync(python ?? '', [script], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 ** 2,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
  });
  return JSON.parse(printed) as Descriptors;
}

function withNested(message: DescMessage): DescMessage[] {
  return [message, ...message.nestedMessages.flatMap(withNested)];
}

/** Keras's messages have another package in each of its homes. */
function theirName(message: DescMessage): string {
  return message.typeName.replace(/^keras\./, 'third_party.tensorflow.python.keras.protobuf.');
}

/** Protobuf's name of the type of a field's elements; a map is a list of entries. */
function wireTypeOf(field: DescField): string {
  switch (field.fieldKind) {
    case 'map':
    case 'message':
      return 'message';
    case 'enum':
      return 'enum';
    case 'scalar':
      return ScalarType[field.scalar].toLowerCase();
    case 'list':
      return field.listKind === 'scalar' ? ScalarType[field.scalar].toLowerCase() : 'message';
  }
}

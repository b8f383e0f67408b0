import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, toBinary } from '@bufbuild/protobuf';
import {
  TensorProtoSchema,
  type TensorProto,
} from '../../../../src/codec/protobuf/generated/tensorflow/tensor_pb.ts';
import { readTensor, tensorBudget } from '../../../../src/codec/tensor-proto/read-tensor.ts';
import { tensorProto } from '../../../../src/codec/tensor-proto/write-tensor.ts';
import type { RawTensor } from '../../../../src/protocol/runner.ts';
import { failsWith } from '../../../support/errors.ts';

// Each dtype in each of its forms is held against TensorFlow in test/oracle/warmup.test.ts.

const place = { format: 'tfrecord', path: '/m/requests', offset: 100 };

function read(
  fields: Partial<Omit<TensorProto, '$typeName' | '$unknown' | 'tensorShape'>>,
  sizes: readonly bigint[],
): RawTensor {
  const message = create(TensorProtoSchema, {
    ...fields,
    tensorShape: { dim: sizes.map((size) => ({ size })) },
  });
  return readTensor(toBinary(TensorProtoSchema, message), place, tensorBudget());
}

test('what was written is read', () => {
  const tensors: readonly RawTensor[] = [
    { kind: 'numbers', dtype: 'int16', shape: [2], bytes: Uint8Array.of(1, 0, 255, 255) },
    { kind: 'numbers', dtype: 'float32', shape: [], bytes: Uint8Array.of(0, 0, 128, 63) },
    { kind: 'numbers', dtype: 'float32', shape: [0, 3], bytes: new Uint8Array(0) },
    {
      kind: 'strings',
      dtype: 'string',
      shape: [2],
      values: [Uint8Array.of(255), new Uint8Array(0)],
    },
  ];
  for (const tensor of tensors) {
    const bytes = toBinary(TensorProtoSchema, tensorProto(tensor));
    const found = readTensor(bytes, place, tensorBudget());
    assert.deepEqual(plain(found), plain(tensor));
  }
});

/** Buffers as the bytes that they hold. */
function plain(tensor: RawTensor): unknown {
  return tensor.kind === 'strings'
    ? { ...tensor, values: tensor.values.map((value) => [...value]) }
    : { ...tensor, bytes: [...tensor.bytes] };
}

test('of an empty list there are zeros, and of a long one what the shape asks for', () => {
  assert.deepEqual(plain(read({ dtype: 3 }, [2n])), {
    kind: 'numbers',
    dtype: 'int32',
    shape: [2],
    bytes: [0, 0, 0, 0, 0, 0, 0, 0],
  });
  const long = read({ dtype: 4, intVal: [1, 2, 3] }, [2n]);
  assert.deepEqual(plain(long), { kind: 'numbers', dtype: 'uint8', shape: [2], bytes: [1, 2] });
});

test('strings in tensor_content: lengths first, then bytes', () => {
  const found = read({ dtype: 7, tensorContent: Uint8Array.of(2, 0, 1, 97, 98, 99) }, [3n]);
  assert.ok(found.kind === 'strings');
  assert.deepEqual(
    found.values.map((value) => Buffer.from(value).toString()),
    ['ab', '', 'c'],
  );
  assert.throws(
    () => read({ dtype: 7, tensorContent: Uint8Array.of(9, 97) }, [1n]),
    failsWith('truncated', /a tensor of strings announces 9 bytes/),
  );
});

test('a shape is not believed before it was held against the limits', () => {
  assert.throws(
    () => read({ dtype: 1, floatVal: [1] }, [10n ** 12n]),
    failsWith('limit-exceeded', /float32 tensor \[1000000000000\]/),
  );
  assert.throws(
    () => read({ dtype: 1 }, [-1n]),
    failsWith('malformed', /dimension -1 is negative/),
  );
  assert.throws(
    () => read({ dtype: 1, tensorContent: new Uint8Array(7) }, [2n]),
    failsWith('malformed', /at byte 100: a float32 tensor \[2\] takes 8 bytes and has 7/),
  );
  assert.throws(() => read({ dtype: 20 }, []), failsWith('unsupported', /resource has no values/));
});

test('what the tensors of a file take is counted together', () => {
  const message = create(TensorProtoSchema, {
    dtype: 4,
    tensorShape: { dim: [{ size: 1n << 26n }] },
  });
  const bytes = toBinary(TensorProtoSchema, message);
  const budget = tensorBudget();
  for (let tensor = 0; tensor < 4; tensor++) readTensor(bytes, place, budget);
  assert.throws(() => readTensor(bytes, place, budget), failsWith('limit-exceeded', /268435456/));
});

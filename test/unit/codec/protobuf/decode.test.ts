import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { create, toBinary } from '@bufbuild/protobuf';
import { decode } from '../../../../src/codec/protobuf/decode.ts';
import {
  BundleEntryProtoSchema,
  BundleHeaderProtoSchema,
} from '../../../../src/codec/protobuf/generated/tensorflow/tensor_bundle_pb.ts';
import { TensorInfoSchema } from '../../../../src/codec/protobuf/generated/tensorflow/meta_graph_pb.ts';
import { limits } from '../../../../src/protocol/limits.ts';
import { failsWith } from '../../../support/errors.ts';
import { concat, field } from './bytes.ts';

const place = { format: 'tf-checkpoint', path: '/c/ckpt.index' };

describe('decode', () => {
  test('64-bit numbers stay exact', () => {
    const entry = create(BundleEntryProtoSchema, { offset: 2n ** 60n + 1n, crc32c: 0xffffffff });
    const decoded = decode(BundleEntryProtoSchema, toBinary(BundleEntryProtoSchema, entry), place);
    assert.equal(decoded.offset, 2n ** 60n + 1n);
    assert.equal(decoded.crc32c, 0xffffffff);
  });

  test('fields that proto/ does not name are skipped', () => {
    const bytes = concat(field(99, Buffer.from('new')), [0x08, 2]);
    const decoded = decode(BundleHeaderProtoSchema, bytes, place);
    assert.equal(decoded.numShards, 2);
    assert.equal(decoded.$unknown, undefined);
  });

  test('a message above the limit is refused unread', () => {
    assert.throws(
      () => decode(BundleHeaderProtoSchema, new Uint8Array(limits.protobufMessageBytes + 1), place),
      failsWith('limit-exceeded', /^A BundleHeaderProto of 4194305 bytes in \/c\/ckpt\.index/),
    );
  });

  test('damage names the file, the byte and what to do', () => {
    const at = { ...place, offset: 48 };
    assert.throws(
      () => decode(BundleHeaderProtoSchema, Uint8Array.from([0x1a, 200]), at),
      failsWith(
        'truncated',
        /BundleHeaderProto in \/c\/ckpt\.index at byte 48 ends.*Copy the file/,
      ),
    );
    assert.throws(
      () => decode(BundleHeaderProtoSchema, Uint8Array.from([0x0f]), at),
      failsWith('malformed', /are not a BundleHeaderProto\..*copy it again/),
    );
  });

  test('a message nested a million times neither overflows the stack nor takes long', () => {
    // TensorInfo.composite_tensor.components, the only message of proto/ that holds itself.
    let bytes: Uint8Array = new Uint8Array(0);
    for (let depth = 0; depth < 300; depth++) bytes = field(5, field(2, bytes));
    assert.throws(
      () => decode(TensorInfoSchema, bytes, place),
      failsWith('malformed', /are not a TensorInfo/),
    );
    const million = new Uint8Array(2_000_000).fill(0x2a);
    assert.throws(() => decode(TensorInfoSchema, million, place));
  });
});

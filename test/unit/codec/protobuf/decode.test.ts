import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { create, toBinary } from '@bufbuild/protobuf';
import { decode } from '../../../../src/codec/protobuf/decode.ts';
import {
  BundleEntryProtoSchema,
  BundleHeaderProtoSchema,
} from '../../../../src/codec/protobuf/generated/tensorflow/tensor_bundle_pb.ts';
import { countParts } from '../../../../src/codec/protobuf/parts.ts';
import {
  SignatureDefSchema,
  TensorInfoSchema,
} from '../../../../src/codec/protobuf/generated/tensorflow/meta_graph_pb.ts';
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

  test('more parts than are decoded are refused before they take memory', () => {
    const slices = new Uint8Array(2 * limits.protobufMessageParts + 2);
    for (let at = 0; at < slices.length; at += 2) slices[at] = 0x3a; // an empty message in field 7
    assert.throws(
      () => decode(BundleEntryProtoSchema, slices, place),
      failsWith('limit-exceeded', /BundleEntryProto in \/c\/ckpt\.index holds more parts/),
    );
    const budget = { parts: 7 };
    const entry = toBinary(
      BundleEntryProtoSchema,
      create(BundleEntryProtoSchema, { shape: { dim: [{ size: 2n }, {}] } }),
    );
    decode(BundleEntryProtoSchema, entry, place, budget);
    decode(BundleEntryProtoSchema, entry, place, budget);
    assert.equal(budget.parts, 1);
    assert.throws(
      () => decode(BundleEntryProtoSchema, entry, place, budget),
      failsWith('limit-exceeded', /more parts/),
    );
  });

  test('parts of maps are counted, and what proto/ does not name is not', () => {
    const info = { encoding: { case: 'name' as const, value: 'x:0' }, tensorShape: { dim: [{}] } };
    const signature = create(SignatureDefSchema, { inputs: { x: info, y: info }, methodName: 'm' });
    const unknown = field(99, new Uint8Array(40));
    const bytes = concat(toBinary(SignatureDefSchema, signature), unknown);
    // The method's name; of each entry itself, its key, its value, and three in that.
    assert.equal(countParts(SignatureDefSchema, bytes), 1 + 2 * 6);
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

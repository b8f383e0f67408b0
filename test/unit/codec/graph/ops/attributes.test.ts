import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import {
  AttributeStore,
  type AttributePlace,
} from '../../../../../src/codec/graph/ops/attribute-store.ts';
import { attributeText } from '../../../../../src/codec/graph/ops/attribute-text.ts';
import { AttrValueSchema } from '../../../../../src/codec/protobuf/generated/tensorflow/graph_pb.ts';
import { limits } from '../../../../../src/protocol/limits.ts';
import { shapeProto } from '../../../../support/graph-writer.ts';
import { concat, field, tag } from '../../protobuf/bytes.ts';

type Value = Exclude<MessageInitShape<typeof AttrValueSchema>['value'], undefined>;
type List = Extract<Value, { readonly case: 'list' }>['value'];

const place = { format: 'graph-def', path: '/m/graph.pb' };

const bytesOf = (value: Value): Buffer =>
  Buffer.from(toBinary(AttrValueSchema, create(AttrValueSchema, { value })));

const text = (value: Value): string => textOf(bytesOf(value));
const list = (value: List): string => text({ case: 'list', value });

function textOf(value: Uint8Array, length = value.length): string {
  return attributeText({ name: 'a', value: Buffer.from(value), length }, place);
}

describe('an attribute as text', () => {
  for (const [value, expected] of [
    [{ case: 's', value: Buffer.from('VALID') }, '"VALID"'],
    [{ case: 's', value: Buffer.from('a\nb\u202e') }, '"a\\nb\\u202e"'],
    [{ case: 's', value: Buffer.from([0xff, 0x41]) }, '"\\xffA"'],
    [{ case: 's', value: Buffer.from('x'.repeat(300)) }, `"${'x'.repeat(200)}…"`],
    [{ case: 'i', value: -(2n ** 62n) }, '-4611686018427387904'],
    [{ case: 'f', value: Math.fround(0.1) }, '0.1'],
    [{ case: 'f', value: Infinity }, 'Infinity'],
    [{ case: 'b', value: true }, 'true'],
    [{ case: 'b', value: false }, 'false'],
    [{ case: 'type', value: 14 }, 'bfloat16'],
    [{ case: 'type', value: 99 }, 'dtype(99)'],
    [{ case: 'shape', value: shapeProto(-1, 64) }, '(?, 64)'],
    [{ case: 'shape', value: {} }, 'scalar'],
    [{ case: 'shape', value: { unknownRank: true } }, 'any shape'],
    [{ case: 'func', value: { name: '__inference_call_7' } }, '__inference_call_7'],
    [{ case: 'placeholder', value: 'T' }, '$T'],
    [{ case: 'list', value: {} }, '[]'],
  ] as const satisfies readonly (readonly [Value, string])[]) {
    test(expected, () => {
      assert.equal(text(value), expected);
    });
  }

  test('lists', () => {
    assert.equal(list({ i: [1n, -1n, 300n] }), '[1, -1, 300]');
    assert.equal(list({ f: [0.5, -2] }), '[0.5, -2]');
    assert.equal(list({ b: [true, false] }), '[true, false]');
    assert.equal(list({ type: [1, 20] }), '[float32, resource]');
    assert.equal(list({ shape: [shapeProto(2), {}] }), '[(2), scalar]');
    assert.equal(list({ s: [Buffer.from('a'), Buffer.from('')] }), '["a", ""]');
    assert.equal(list({ func: [{ name: 'f' }, { name: 'g' }] }), '[f, g]');
    assert.equal(list({ tensor: [{ dtype: 3, intVal: [7] }] }), '[int32 scalar: 7]');
    const many = Array.from({ length: 20 }, (_, index) => BigInt(index));
    assert.equal(list({ i: many }), `[${many.slice(0, 16).join(', ')}, … 4 more]`);
  });

  test('numbers of a list that are not packed', () => {
    const items = concat([...tag(3, 0), 5], [...tag(3, 0), 6]);
    assert.equal(textOf(field(1, items)), '[5, 6]');
  });

  test('constants, with their first values', () => {
    const tensor = (value: Extract<Value, { readonly case: 'tensor' }>['value']): string =>
      text({ case: 'tensor', value });
    const two = shapeProto(2, 1);
    assert.equal(tensor({ dtype: 3, tensorShape: two, intVal: [4] }), 'int32 (2, 1): 4, 4');
    const content = new Uint8Array(Float32Array.from([1.5, -0.1]).buffer);
    const floats = { dtype: 1, tensorShape: two, tensorContent: content };
    assert.equal(tensor(floats), 'float32 (2, 1): 1.5, -0.1');
    assert.equal(tensor({ dtype: 7, stringVal: [Buffer.from('a\n')] }), 'string scalar: "a\\n"');
    const nine = { dtype: 10, tensorShape: shapeProto(9), boolVal: [true] };
    assert.equal(tensor(nine), `bool (9): ${Array(8).fill('true').join(', ')}, …`);
    assert.equal(tensor({ dtype: 1, tensorShape: shapeProto(0, 3) }), 'float32 (0, 3)');
    // Stands for a gigabyte, and is not made.
    const vast = { dtype: 1, tensorShape: shapeProto(1024, 1024, 256), floatVal: [1] };
    assert.equal(tensor(vast), 'float32 (1024, 1024, 256)');
    const short = { dtype: 1, tensorShape: two, tensorContent: new Uint8Array(3) };
    assert.equal(tensor(short), 'float32 (2, 1)');
    assert.equal(tensor({ dtype: 20, tensorShape: shapeProto(1) }), 'resource (1)');
  });

  test('of which only the beginning is there', () => {
    const large = bytesOf({
      case: 'tensor',
      value: { dtype: 1, tensorShape: shapeProto(64, 32), tensorContent: new Uint8Array(8192) },
    });
    assert.equal(textOf(large.subarray(0, 256), large.length), 'float32 (64, 32)');
    const string = bytesOf({ case: 's', value: Buffer.alloc(5000, 'x') });
    assert.equal(textOf(string.subarray(0, 100), string.length), `"${'x'.repeat(97)}…"`);
    const items = bytesOf({
      case: 'list',
      value: { s: Array.from({ length: 900 }, () => Buffer.from('abc')) },
    });
    assert.match(textOf(items.subarray(0, 40), items.length), /^\[("abc", )+("a?b?…", )?…\]$/);
    for (const whole of [large.subarray(0, 300), items.subarray(0, 300)]) {
      for (let end = 0; end < whole.length; end++) textOf(whole.subarray(0, end), whole.length);
    }
  });

  test('that is damaged is what can be read of it', () => {
    assert.equal(textOf(Uint8Array.from([7, 7, 7])), '');
    assert.equal(textOf(Uint8Array.from([...tag(4, 0), 1])), '');
    assert.equal(textOf(concat(bytesOf({ case: 'i', value: 3n }), [0x0a, 0x70])), '3');
    assert.equal(textOf(field(99, [1])), '');
  });
});

describe('the attributes that are kept', () => {
  const add = (store: AttributeStore, name: string, value: Uint8Array): boolean =>
    store.add(name, Buffer.from(value), 0, value.length, value.length);

  function keep(store: AttributeStore): AttributePlace {
    const kept = store.keep();
    assert.ok(kept !== null && kept !== 'full');
    return kept;
  }

  test('are told by name, of two with one name the last', () => {
    const store = new AttributeStore();
    add(store, 'b', Buffer.from([1]));
    add(store, 'a', Buffer.from([2, 3]));
    add(store, 'b', Buffer.from([4]));
    const first = keep(store);
    add(store, 'a', Buffer.from([5]));
    const second = keep(store);
    const told = (kept: AttributePlace) =>
      store.of(kept).map(({ name, value, length }) => [name, [...value], length]);
    assert.deepEqual(told(first), [
      ['a', [2, 3], 2],
      ['b', [4], 1],
    ]);
    assert.deepEqual(told(second), [['a', [5], 1]]);
    assert.equal(store.keep(), null);
  });

  test('of a value that is large is the beginning, and of too many the first', () => {
    const store = new AttributeStore();
    assert.ok(add(store, 'value', Buffer.alloc(5000, 7)));
    assert.ok(add(store, 'small', Buffer.alloc(100, 8)));
    const told = store
      .of(keep(store))
      .map(({ name, value, length }) => [name, value.length, length]);
    assert.deepEqual(told, [
      ['small', 100, 100],
      ['value', 256, 5000],
    ]);
    let count = 0;
    while (add(store, `attribute ${count}`, Buffer.alloc(500))) count++;
    assert.ok(count > 5 && count < 50, `${count} were kept`);
  });

  test('end where all of them together take too much', () => {
    const store = new AttributeStore();
    let bytes = 0;
    while (bytes <= limits.graphAttributeBytes) {
      add(store, 'value', Buffer.alloc(2000));
      if (store.keep() === 'full') break;
      bytes += 2008;
    }
    assert.ok(bytes <= limits.graphAttributeBytes && bytes > limits.graphAttributeBytes - 4096);
    add(store, 'small', Buffer.alloc(2));
    assert.ok(store.keep() !== null);
  });
});

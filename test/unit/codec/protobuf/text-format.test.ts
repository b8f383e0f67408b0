import assert from 'node:assert/strict';
import { fromBinary, ScalarType } from '@bufbuild/protobuf';
import { test } from 'node:test';
import {
  file_tensorflow_graph,
  GraphDefSchema,
} from '../../../../src/codec/protobuf/generated/tensorflow/graph_pb.ts';
import { file_tensorflow_meta_graph } from '../../../../src/codec/protobuf/generated/tensorflow/meta_graph_pb.ts';
import { file_tensorflow_saved_object_graph } from '../../../../src/codec/protobuf/generated/tensorflow/saved_object_graph_pb.ts';
import {
  file_tensorflow_tensor,
  TensorProtoSchema,
} from '../../../../src/codec/protobuf/generated/tensorflow/tensor_pb.ts';
import { textToBinary } from '../../../../src/codec/protobuf/text-format.ts';
import { failsWith } from '../../../support/errors.ts';

// What protobuf's own printer writes is compared with TensorFlow in test/oracle/graphs.test.ts.

const place = { format: 'graph-def', path: '/x.pbtxt' };

async function tensor(text: string) {
  const bytes = await textToBinary(Buffer.from(text), TensorProtoSchema, place);
  return fromBinary(TensorProtoSchema, bytes, { readUnknownFields: false });
}

test('numbers in every spelling', async () => {
  const { floatVal, intVal, int64Val, uint64Val, boolVal, dtype } = await tensor(`
    dtype: DT_FLOAT_REF
    float_val: 1 float_val: -1.5e-3f, float_val: .5; float_val: 2.
    float_val: [inf, -Infinity, nan, - 3, 1e300]
    int_val: 0x1F int_val: -017 int_val: -2147483648
    int64_val: -9223372036854775808
    uint64_val: 18446744073709551615
    bool_val: [true, f, 1]`);
  assert.equal(dtype, 101);
  assert.deepEqual(floatVal, [
    1,
    Math.fround(-0.0015),
    0.5,
    2,
    Infinity,
    -Infinity,
    NaN,
    -3,
    Infinity,
  ]);
  assert.deepEqual(intVal, [31, -15, -2147483648]);
  assert.deepEqual(int64Val, [-(2n ** 63n)]);
  assert.deepEqual(uint64Val, [2n ** 64n - 1n]);
  assert.deepEqual(boolVal, [true, false, true]);
});

test('strings with every escape, in pieces', async () => {
  const { stringVal, tensorContent } = await tensor(String.raw`
    string_val: "a\"b" 'c\'d' # a comment
      "\\"
    string_val: "\n\t\x41\x1g\101\1\0008\u00e9\U0001F600\?"
    string_val: "é\"#{}"
    tensor_content: "\377\000\177"`);
  const texts = stringVal.map((value) => Buffer.from(value).toString());
  assert.deepEqual(texts, ['a"bc\'d\\', '\n\tA\x01gA\x01\x008é😀?', 'é"#{}']);
  assert.deepEqual([...tensorContent], [255, 0, 127]);
});

test('messages, maps, lists of messages, and what is not known', async () => {
  const text = `# a graph
    node < name: "a"; op: 'Const' attr { key: "shape" value { shape { dim [{ size: 2 }, { size: -1 }] } } } >
    node { name: "b" unknown { deep { list: [1, {x: "}"}, "]"] } } also: WORD other: [ ] more <a: 1> input: ["a", "^a"] }
    [some.extension] { y: 1 } [type.googleapis.com/any.Thing] <z: 2>
    versions: { producer: 7 }
  `;
  const graph = fromBinary(
    GraphDefSchema,
    await textToBinary(Buffer.from(text), GraphDefSchema, place),
  );
  assert.deepEqual(
    graph.node.map(({ name, op, input }) => [name, op, input]),
    [
      ['a', 'Const', []],
      ['b', '', ['a', '^a']],
    ],
  );
  const shape = graph.node[0]?.attr['shape']?.value;
  assert.equal(shape?.case, 'shape');
  assert.deepEqual(
    shape.value.dim.map(({ size }) => size),
    [2n, -1n],
  );
  assert.equal(graph.versions?.producer, 7);
});

test('what is wrong is told with its line', async () => {
  for (const [text, message] of [
    ['node {\n name: 1 }', /line 2: a string was expected, and there is 1/],
    ['node { name: "a" }\nnode {', /line 2: it ends in the middle of a message/],
    ['node { name: "a }', /a value was expected, and there is "a }/],
    ['node: 5', /a message was expected, and there is 5/],
    ['node { name { } }', /a value was expected, and there is \{/],
    ['node { input: ["a" }', /a value was expected, and there is \}/],
    ['versions { producer: 99999999999 }', /a number in the range of its type was expected/],
    ['versions { producer: 1.5 }', /a number in the range of its type was expected/],
    ['}', /a field was expected, and there is \}/],
    ['node { name: \u0001 }', /there is \\x01/],
    ['= 5', /a field was expected, and there is = 5/],
  ] as const) {
    await assert.rejects(
      textToBinary(Buffer.from(text), GraphDefSchema, place),
      failsWith('malformed', message),
      text,
    );
  }
  const deep = 'a {'.repeat(200);
  await assert.rejects(
    textToBinary(Buffer.from(deep), GraphDefSchema, place),
    failsWith('limit-exceeded', /nest too deep/),
  );
});

test('millions of spaces and a comment of megabytes are only passed over', async () => {
  const filler = `${'\n '.repeat(2_000_000)}#${'x'.repeat(4_000_000)}\n`;
  const text = Buffer.from(`${filler}versions ${filler}{ ${filler}producer${filler}: 7 }${filler}`);
  const graph = fromBinary(GraphDefSchema, await textToBinary(text, GraphDefSchema, place));
  assert.equal(graph.versions?.producer, 7);
});

test('long text is read in turns, and can be stopped', async () => {
  const text = Buffer.from('node { name: "x" op: "NoOp" }\n'.repeat(20_000));
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await textToBinary(text, GraphDefSchema, place);
  clearInterval(timer);
  assert.ok(turns > 1);
  await assert.rejects(
    textToBinary(text, GraphDefSchema, place, AbortSignal.abort()),
    failsWith('cancelled', /./),
  );
});

test('every type of the fields that are read can be written', () => {
  const written = new Set<ScalarType | undefined>([
    ...[ScalarType.FLOAT, ScalarType.DOUBLE, ScalarType.BOOL, ScalarType.STRING, ScalarType.BYTES],
    ...[ScalarType.INT32, ScalarType.UINT32, ScalarType.INT64, ScalarType.UINT64],
    ...[ScalarType.FIXED32, ScalarType.FIXED64],
  ]);
  const files = [
    file_tensorflow_graph,
    file_tensorflow_meta_graph,
    file_tensorflow_saved_object_graph,
    file_tensorflow_tensor,
  ];
  for (const { fields } of files.flatMap(({ messages }) => messages)) {
    for (const { scalar, name } of fields) {
      assert.ok(scalar === undefined || written.has(scalar), name);
    }
  }
});

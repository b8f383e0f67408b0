import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Signature } from '../../../src/protocol/model.ts';
import type { PredictionTensors } from '../../../src/protocol/verify.ts';
import { readSample, sampleText } from '../../../webview/views/verify/sample-json.ts';

const made: PredictionTensors = {
  id: { dtype: 'int64', shape: [2], values: [1, 2] },
  x: { dtype: 'float32', shape: [2, 3], values: [1, 2, 3, 4, 5, 'NaN'] },
};

const signature: Signature = {
  methodName: 'tensorflow/serving/predict',
  inputs: {
    id: { dtype: 'int64', shape: [null], tensor: 'id:0' },
    x: { dtype: 'float32', shape: [null, 3], tensor: 'x:0' },
  },
  outputs: {},
};

function problem(text: string): string {
  const read = readSample(text, made, signature);
  return read.ok ? 'none' : read.problem;
}

describe('the sample as text', () => {
  it('folds flat values by their shape and reads back as the same', () => {
    const text = sampleText(made);
    assert.match(text, /"x": \[\[1, 2, 3\], \[4, 5, "NaN"\]\]/);
    const read = readSample(text, made, signature);
    assert.ok(read.ok);
    assert.equal(read.rows, 2);
    assert.deepEqual(read.inputs['x'], {
      dtype: 'float32',
      shape: [2, 3],
      values: [
        [1, 2, 3],
        [4, 5, 'NaN'],
      ],
    });
  });
  it('fills lines with long lists', () => {
    const values = Array.from({ length: 40 }, (_, index) => index);
    const text = sampleText({ id: { dtype: 'int64', shape: [40], values } });
    assert.ok(
      text.split('\n').every((line) => line.length <= 36),
      text,
    );
    assert.deepEqual((JSON.parse(text) as { id: number[] }).id, values);
  });
  it('writes a scalar without a list', () => {
    assert.equal(
      sampleText({ a: { dtype: 'bool', shape: [], values: [true] } }),
      '{\n  "a": true\n}',
    );
  });
});

describe('the sample read back', () => {
  it('names the line where the JSON breaks', () => {
    assert.match(problem('{\n  "id": [1, 2],\n  "x": [[1 2 3]]\n}'), /^Line 3: /);
  });
  it('names an input that is missing or not there', () => {
    assert.equal(problem('{"id": [1]}'), 'The input "x" is missing.');
    assert.equal(problem('{"y": 1}'), 'There is no input "y".');
  });
  it('holds the nesting against the signature', () => {
    assert.equal(
      problem('{"id": [1], "x": [[1, 2]]}'),
      'x: the signature wants (?, 3), this is (1, 2).',
    );
    assert.equal(
      problem('{"id": [1], "x": [[1, 2], [3]]}'),
      'x: lists in dimension 1 differ in length.',
    );
    assert.equal(problem('{"id": [1], "x": [1, [2]]}'), 'x: values and lists stand side by side.');
  });
  it('holds values against the dtype', () => {
    assert.equal(problem('{"id": [1.5], "x": [[1, 2, 3]]}'), 'id: 1.5 is no int64.');
    assert.equal(problem('{"id": [1], "x": [["a", 2, 3]]}'), 'x: "a" is no float32.');
    assert.equal(
      problem('{"id": [9223372036854775808], "x": [[1, 2, 3]]}'),
      'id: "9223372036854775808" is no int64.',
    );
  });
});

it('keeps whole numbers that a double would round', () => {
  const read = readSample('{"id": [9007199254740993], "x": [[1, 2, 3]]}', made, signature);
  assert.ok(read.ok);
  assert.deepEqual(read.inputs['id']?.values, ['9007199254740993']);
});

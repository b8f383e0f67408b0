import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruleOf } from '../../../../src/graph/shapes/rules.ts';
import type { Shape } from '../../../../src/protocol/model.ts';

type Sizes = readonly (number | null)[];
type Settings = Readonly<Record<string, unknown>>;

/** What a class gives for inputs, with no layer inside that is known. */
function given(
  className: string,
  inputs: readonly Sizes[],
  config: Settings = {},
  keywords: Settings = {},
): readonly Shape[] | null {
  const rule = ruleOf(className, keywords['module'] === 'ops' ? 'keras.src.ops.numpy' : '');
  assert.ok(rule, className);
  return rule({
    config,
    inputs,
    keywords,
    positional: Array.isArray(keywords['positional']) ? (keywords['positional'] as unknown[]) : [],
    isKeras3: false,
    inner: (record, taken) => given(String(record), taken, { units: 3, return_sequences: true }),
  });
}

/** One line for each case: class, what goes in, settings, what comes out. */
const cases: readonly (readonly [string, readonly Sizes[], Settings, readonly Shape[] | null])[] = [
  ['Dense', [[null, 5, 4]], { units: 3 }, [[null, 5, 3]]],
  ['Dense', [[]], { units: 3 }, null],
  ['Embedding', [[null, 7]], { output_dim: 8 }, [[null, 7, 8]]],
  ['Embedding', [[null, null]], { output_dim: 8, input_length: 7 }, [[null, 7, 8]]],
  [
    'EinsumDense',
    [[null, 5, 8]],
    { equation: 'abc,cd->abd', output_shape: [null, 6] },
    [[null, 5, 6]],
  ],
  ['EinsumDense', [[null, 5, 8]], { equation: '...x,xy->...y', output_shape: 4 }, [[null, 5, 4]]],
  ['EinsumDense', [[null, 5, 8]], { equation: 'ab...,bc->ac...', output_shape: 4 }, [[null, 4, 8]]],
  ['EinsumDense', [[null, 5, 8]], { equation: 'ab,bc->ac', output_shape: 4 }, null],
  ['EinsumDense', [[null, 5, 8]], { equation: '))((', output_shape: 4 }, null],
  ['Dropout', [[null, 3]], {}, [[null, 3]]],
  ['Flatten', [[null, 3, 4]], {}, [[null, 12]]],
  ['Flatten', [[null, null, 4]], {}, [[null, null]]],
  ['Flatten', [[null]], {}, [[null, 1]]],
  ['Reshape', [[null, 12]], { target_shape: [3, -1] }, [[null, 3, 4]]],
  ['Reshape', [[null, null]], { target_shape: [3, -1] }, [[null, 3, null]]],
  ['Reshape', [[null, 12]], { target_shape: ['3'] }, null],
  ['Permute', [[null, 2, 3]], { dims: [2, 1] }, [[null, 3, 2]]],
  ['Permute', [[null, 2, 3]], { dims: [2, 9] }, null],
  ['RepeatVector', [[null, 2]], { n: 5 }, [[null, 5, 2]]],
  [
    'ZeroPadding2D',
    [[null, 4, 5, 3]],
    {
      padding: [
        [1, 2],
        [0, 3],
      ],
    },
    [[null, 7, 8, 3]],
  ],
  ['ZeroPadding1D', [[null, 4, 3]], { padding: [1, 0] }, [[null, 5, 3]]],
  ['ZeroPadding1D', [[null, 4, 3]], { padding: 2 }, [[null, 8, 3]]],
  [
    'Cropping2D',
    [[null, 3, 8, 9]],
    { cropping: [1, 2], data_format: 'channels_first' },
    [[null, 3, 6, 5]],
  ],
  [
    'Cropping2D',
    [[null, 3, 8, 9]],
    {
      cropping: [
        [1, 1],
        [2, 2],
      ],
      data_format: 'channels_first',
    },
    [[null, 3, 6, 5]],
  ],
  ['UpSampling2D', [[null, 4, null, 3]], { size: [2, 3] }, [[null, 8, null, 3]]],
  ['Resizing', [[null, 4, 5, 3]], { height: 8, width: 9 }, [[null, 8, 9, 3]]],
  [
    'Conv2D',
    [[null, 32, 24, 3]],
    { filters: 8, kernel_size: [3, 3], strides: [2, 2], padding: 'same', dilation_rate: [1, 1] },
    [[null, 16, 12, 8]],
  ],
  [
    'Conv2D',
    [[null, 3, 32, 24]],
    {
      filters: 8,
      kernel_size: [3, 5],
      strides: [1, 1],
      padding: 'valid',
      dilation_rate: [2, 1],
      data_format: 'channels_first',
    },
    [[null, 8, 28, 20]],
  ],
  [
    'Conv1D',
    [[null, 20, 3]],
    { filters: 4, kernel_size: [3], strides: [1], padding: 'causal' },
    [[null, 20, 4]],
  ],
  [
    'Conv2D',
    [[null, 9]],
    { filters: 4, kernel_size: [3, 3], strides: [1, 1], padding: 'valid' },
    null,
  ],
  [
    'Conv2D',
    [[null, 9, 9, 1]],
    { filters: 4, kernel_size: [3, 3], strides: [0, 0], padding: 'valid' },
    null,
  ],
  [
    'Conv2DTranspose',
    [[null, 8, 8, 3]],
    { filters: 4, kernel_size: [3, 3], strides: [2, 2], padding: 'same' },
    [[null, 16, 16, 4]],
  ],
  [
    'Conv2DTranspose',
    [[null, 8, 8, 3]],
    { filters: 4, kernel_size: [4, 3], strides: [2, 1], padding: 'valid' },
    [[null, 18, 10, 4]],
  ],
  [
    'Conv2DTranspose',
    [[null, 8, 8, 3]],
    { filters: 4, kernel_size: [3, 3], strides: [2, 2], padding: 'same', output_padding: [1, 1] },
    [[null, 16, 16, 4]],
  ],
  [
    'DepthwiseConv2D',
    [[null, 8, 8, 3]],
    { depth_multiplier: 2, kernel_size: [3, 3], strides: [1, 1], padding: 'valid' },
    [[null, 6, 6, 6]],
  ],
  [
    'SeparableConv1D',
    [[null, 8, 3]],
    { filters: 5, kernel_size: [3], strides: [1], padding: 'valid' },
    [[null, 6, 5]],
  ],
  [
    'MaxPooling2D',
    [[null, 9, 9, 3]],
    { pool_size: [2, 2], strides: null, padding: 'valid' },
    [[null, 4, 4, 3]],
  ],
  [
    'AveragePooling1D',
    [[null, 9, 3]],
    { pool_size: [2], strides: [1], padding: 'same' },
    [[null, 9, 3]],
  ],
  ['GlobalMaxPooling2D', [[null, 9, 9, 3]], {}, [[null, 3]]],
  ['GlobalAveragePooling1D', [[null, 9, 3]], { keepdims: true }, [[null, 1, 3]]],
  [
    'Add',
    [
      [null, 3, 4],
      [5, 1, 4],
    ],
    {},
    [[5, 3, 4]],
  ],
  [
    'Add',
    [
      [null, 3],
      [null, 4],
    ],
    {},
    null,
  ],
  [
    'Concatenate',
    [
      [null, 3],
      [null, 4],
    ],
    { axis: -1 },
    [[null, 7]],
  ],
  [
    'Concatenate',
    [
      [null, 3],
      [null, null],
    ],
    { axis: 1 },
    [[null, null]],
  ],
  [
    'Concatenate',
    [
      [null, 3],
      [null, 4],
    ],
    { axis: 7 },
    null,
  ],
  [
    'Dot',
    [
      [null, 3, 4],
      [null, 5, 4],
    ],
    { axes: 2 },
    [[null, 3, 5]],
  ],
  [
    'Dot',
    [
      [null, 3],
      [null, 3],
    ],
    { axes: -1 },
    [[null, 1]],
  ],
  [
    'LSTM',
    [[null, 7, 3]],
    { units: 4, return_sequences: true, return_state: true },
    [
      [null, 7, 4],
      [null, 4],
      [null, 4],
    ],
  ],
  [
    'GRU',
    [[null, 7, 3]],
    { units: 4, return_state: true },
    [
      [null, 4],
      [null, 4],
    ],
  ],
  ['RNN', [[null, 7, 3]], { cell: { class_name: 'GRUCell', config: { units: 4 } } }, [[null, 4]]],
  ['RNN', [[null, 7, 3]], { cell: { class_name: 'Mine', config: { units: 4 } } }, null],
  [
    'ConvLSTM2D',
    [[null, 4, 10, 10, 1]],
    { filters: 3, kernel_size: [3, 3], strides: [1, 1], padding: 'valid', return_sequences: true },
    [[null, 4, 8, 8, 3]],
  ],
  ['Bidirectional', [[null, 7, 3]], { layer: 'GRU', merge_mode: 'concat' }, [[null, 7, 6]]],
  [
    'Bidirectional',
    [[null, 7, 3]],
    { layer: 'GRU', merge_mode: null },
    [
      [null, 7, 3],
      [null, 7, 3],
    ],
  ],
  ['TimeDistributed', [[null, 5, 8]], { layer: 'Dense' }, [[null, 5, 3]]],
  [
    'MultiHeadAttention',
    [
      [null, 5, 8],
      [null, 6, 8],
    ],
    { output_shape: null },
    [[null, 5, 8]],
  ],
  [
    'MultiHeadAttention',
    [
      [null, 5, 8],
      [null, 6, 8],
    ],
    { output_shape: [3] },
    [[null, 5, 3]],
  ],
  [
    'Attention',
    [
      [null, 5, 8],
      [null, 6, 9],
    ],
    {},
    [[null, 5, 9]],
  ],
  ['StringLookup', [[null, 1]], { output_mode: 'int' }, [[null, 1]]],
  [
    'StringLookup',
    [[null, 1]],
    { output_mode: 'one_hot', vocabulary: ['a', 'b'], num_oov_indices: 1 },
    [[null, 3]],
  ],
  [
    'StringLookup',
    [[null, 1]],
    { output_mode: 'multi_hot', vocabulary: 'vocabulary.txt' },
    [[null, null]],
  ],
  [
    'IntegerLookup',
    [[null, 4]],
    { output_mode: 'multi_hot', pad_to_max_tokens: true, max_tokens: 9 },
    [[null, 9]],
  ],
  ['CategoryEncoding', [[null, 3]], { output_mode: 'one_hot', num_tokens: 5 }, [[null, 3, 5]]],
  ['Hashing', [[null, 3]], { num_bins: 5 }, [[null, 3]]],
  [
    'TextVectorization',
    [[null, 1]],
    { output_mode: 'int', output_sequence_length: 9 },
    [[null, 9]],
  ],
];

test('what each family of layers gives', () => {
  for (const [className, inputs, config, expected] of cases) {
    const found = given(className, inputs, config);
    assert.deepEqual(found, expected, `${className} ${JSON.stringify(config)}`);
  }
});

test('operations that are no layers', () => {
  const ops = { module: 'ops' };
  assert.deepEqual(given('Add', [[null, 3, 4], [4]], {}, ops), [[null, 3, 4]]);
  assert.deepEqual(given('Mean', [[null, 3, 4]], { axis: 1 }, ops), [[null, 4]]);
  assert.deepEqual(given('Mean', [[null, 3, 4]], { axis: [-1], keepdims: true }, ops), [
    [null, 3, 1],
  ]);
  const called = (name: string): Settings => ({ function: name });
  assert.deepEqual(given('TFOpLambda', [[null, 3]], called('math.multiply'), { y: 2 }), [
    [null, 3],
  ]);
  assert.equal(given('TFOpLambda', [[null, 3]], called('math.multiply'), { y: [[1]] }), null);
  assert.deepEqual(given('TFOpLambda', [[null, 3]], called('expand_dims'), { axis: 1 }), [
    [null, 1, 3],
  ]);
  assert.equal(given('TFOpLambda', [[null, 3]], called('constructor')), null);
});

test('what is cut out of a tensor', () => {
  const slice = (start: number | null, stop: number | null, step: number | null = null) => ({
    class_name: '__slice__',
    config: { start, stop, step },
  });
  const all = slice(null, null);
  const ellipsis = { class_name: '__ellipsis__', config: {} };
  const cut = (...parts: readonly unknown[]): readonly Shape[] | null =>
    given('GetItem', [[null, 7, 5]], {}, { module: 'ops', positional: [{}, parts] });
  assert.deepEqual(cut(all, slice(null, 2)), [[null, 2, 5]]);
  assert.deepEqual(cut(all, -1), [[null, 5]]);
  assert.deepEqual(cut(ellipsis, null), [[null, 7, 5, 1]]);
  assert.deepEqual(cut(ellipsis, 0), [[null, 7]]);
  assert.deepEqual(cut(all, slice(1, 6, 2), slice(null, null, -1)), [[null, 3, 5]]);
  assert.deepEqual(cut(all, slice(5, 1, -2)), [[null, 2, 5]]);
  assert.deepEqual(cut(all, slice(-3, null)), [[null, 3, 5]]);
  assert.deepEqual(cut(all, slice(9, null)), [[null, 0, 5]]);
  assert.deepEqual(cut(slice(0, 2)), [[null, 7, 5]]);
  assert.equal(cut(all, all, all, all), null);
  assert.equal(cut(ellipsis, ellipsis), null);
  assert.deepEqual(cut(all, slice(0, 4, 0)), [[null, null, 5]]);
  assert.equal(cut('0'), null);
  // As Keras 2 writes it.
  const spec = [{ start: null, stop: null, step: null }, 2, null];
  const getitem = { function: '__operators__.getitem' };
  assert.deepEqual(given('SlicingOpLambda', [[null, 7, 5]], getitem, { slice_spec: spec }), [
    [null, 1, 5],
  ]);
});

test('of a class that is not known nothing is guessed', () => {
  for (const name of ['Mine', 'constructor', '__proto__', ''])
    assert.equal(ruleOf(name, ''), undefined);
});

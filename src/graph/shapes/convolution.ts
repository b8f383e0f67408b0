import { numbersOf, ofOne, rulesFor, sizeOf, spatial, type Rules, type Sizes } from './rule.ts';

type Config = Readonly<Record<string, unknown>>;

/** `compute_conv_output_shape` and `compute_pooling_output_shape` of keras/src/ops/operation_utils.py. */
export function windowed(
  sizes: Sizes,
  windows: unknown,
  { strides, padding, dilation_rate: dilation = 1 }: Config,
): Sizes | null {
  const window = numbersOf(windows, sizes.length);
  const stride = numbersOf(strides ?? windows, sizes.length);
  const spread = numbersOf(dilation, sizes.length);
  if (!window || !stride?.every((each) => each > 0) || !spread) return null;
  if (padding !== 'valid' && padding !== 'same' && padding !== 'causal') return null;
  return sizes.map((size, at) => {
    if (size === null) return null;
    const [width, step] = [(spread[at] ?? 1) * ((window[at] ?? 1) - 1) + 1, stride[at] ?? 1];
    const last = padding === 'valid' ? size - width : size - 1;
    return Math.floor(last / step) + 1;
  });
}

/** `compute_conv_transpose_output_shape` of keras/src/backend/common/backend_utils.py. */
function transposed(sizes: Sizes, config: Config): Sizes | null {
  const count = sizes.length;
  const kernel = numbersOf(config['kernel_size'], count);
  const stride = numbersOf(config['strides'], count);
  const dilation = numbersOf(config['dilation_rate'] ?? 1, count);
  const { output_padding: outputPadding = null, padding } = config;
  const added = outputPadding === null ? null : numbersOf(outputPadding, count);
  if (!kernel || !stride || !dilation || (outputPadding !== null && !added)) return null;
  if (padding !== 'valid' && padding !== 'same') return null;
  return sizes.map((size, at) => {
    if (size === null) return null;
    const step = stride[at] ?? 1;
    const width = ((kernel[at] ?? 1) - 1) * (dilation[at] ?? 1) + 1;
    if (!added) {
      return padding === 'same' ? size * step : size * step + Math.max(width - step, 0);
    }
    const cut = padding === 'same' ? 2 * Math.floor(width / 2) : 0;
    return (size - 1) * step + width - cut + (added[at] ?? 0);
  });
}

const convolved = ofOne((input, config) => {
  const { sizes, with: put } = spatial(input, config);
  const output = windowed(sizes, config['kernel_size'], config);
  return output && put(output, sizeOf(config['filters']));
});

export const convolution: Rules = {
  ...rulesFor('Conv1D Conv2D Conv3D SeparableConv1D SeparableConv2D', convolved),
  ...rulesFor(
    'Conv1DTranspose Conv2DTranspose Conv3DTranspose',
    ofOne((input, config) => {
      const { sizes, with: put } = spatial(input, config);
      const output = transposed(sizes, config);
      return output && put(output, sizeOf(config['filters']));
    }),
  ),
  ...rulesFor(
    'DepthwiseConv1D DepthwiseConv2D',
    ofOne((input, config) => {
      const { sizes, with: put } = spatial(input, config);
      const output = windowed(sizes, config['kernel_size'], config);
      const [multiplier, channels] = [
        sizeOf(config['depth_multiplier']),
        config['data_format'] === 'channels_first' ? input[1] : input.at(-1),
      ];
      if (!output || multiplier === null) return null;
      return put(output, typeof channels === 'number' ? channels * multiplier : null);
    }),
  ),
  ...rulesFor('LocallyConnected1D LocallyConnected2D', convolved),
  ...rulesFor(
    `AveragePooling1D AveragePooling2D AveragePooling3D MaxPooling1D MaxPooling2D MaxPooling3D`,
    ofOne((input, config) => {
      const { sizes, with: put } = spatial(input, config);
      const output = windowed(sizes, config['pool_size'], config);
      return output && put(output);
    }),
  ),
  ...rulesFor(
    `AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D AdaptiveMaxPooling1D
    AdaptiveMaxPooling2D AdaptiveMaxPooling3D`,
    ofOne((input, config) => {
      const { sizes, with: put } = spatial(input, config);
      const output = numbersOf(config['output_size'], sizes.length);
      return output && put(output);
    }),
  ),
  ...rulesFor(
    `GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D GlobalMaxPooling1D GlobalMaxPooling2D
    GlobalMaxPooling3D`,
    ofOne((input, config) => {
      const { sizes, with: put } = spatial(input, config);
      if (config['keepdims'] === true) return put(sizes.map(() => 1));
      return put([]);
    }),
  ),
};

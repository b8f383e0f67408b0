import { own } from './own.ts';

/** A layer's own weights in the order in which Keras makes them, as its class and configuration have it. */

type Config = Readonly<Record<string, unknown>>;

/** What Keras calls a weight, and whether training ever changes it. */
export interface KerasWeight {
  readonly name: string;
  readonly trainable: boolean;
}

const trained = (...names: readonly string[]): readonly KerasWeight[] =>
  names.map((name) => ({ name, trainable: true }));

const fixed = (...names: readonly string[]): readonly KerasWeight[] =>
  names.map((name) => ({ name, trainable: false }));

/** A setting that is on unless it is switched off. */
const isOn = (config: Config, setting: string): boolean => config[setting] !== false;

const kernelAndBias = (config: Config): readonly KerasWeight[] =>
  trained('kernel', ...(isOn(config, 'use_bias') ? ['bias'] : []));

const separable = (config: Config): readonly KerasWeight[] =>
  trained('depthwise_kernel', 'pointwise_kernel', ...(isOn(config, 'use_bias') ? ['bias'] : []));

const recurrent = (config: Config): readonly KerasWeight[] =>
  trained('kernel', 'recurrent_kernel', ...(isOn(config, 'use_bias') ? ['bias'] : []));

const scaleAndCenter = (config: Config): readonly KerasWeight[] =>
  trained(...(isOn(config, 'scale') ? ['gamma'] : []), ...(isOn(config, 'center') ? ['beta'] : []));

const batchNormalization = (config: Config): readonly KerasWeight[] => [
  ...scaleAndCenter(config),
  ...fixed('moving_mean', 'moving_variance'),
];

/** From the `build` methods of keras/src/layers and tf_keras/src/layers. */
const weights: Readonly<Record<string, (config: Config) => readonly KerasWeight[]>> = {
  BatchNormalization: batchNormalization,
  BatchNormalizationV1: batchNormalization,
  Conv1D: kernelAndBias,
  Conv1DTranspose: kernelAndBias,
  Conv2D: kernelAndBias,
  Conv2DTranspose: kernelAndBias,
  Conv3D: kernelAndBias,
  Conv3DTranspose: kernelAndBias,
  ConvLSTM1D: recurrent,
  ConvLSTM2D: recurrent,
  ConvLSTM3D: recurrent,
  Dense: kernelAndBias,
  DepthwiseConv1D: kernelAndBias,
  DepthwiseConv2D: kernelAndBias,
  EinsumDense: ({ bias_axes: bias }) => trained('kernel', ...(bias ? ['bias'] : [])),
  Embedding: () => trained('embeddings'),
  GRU: recurrent,
  GRUCell: recurrent,
  GroupNormalization: scaleAndCenter,
  LSTM: recurrent,
  LSTMCell: recurrent,
  LayerNormalization: scaleAndCenter,
  // Keras 2 counts the batches, too.
  Normalization: () => fixed('mean', 'variance', 'count'),
  PReLU: () => trained('alpha'),
  RMSNormalization: () => trained('scale'),
  SeparableConv1D: separable,
  SeparableConv2D: separable,
  SimpleRNN: recurrent,
  SimpleRNNCell: recurrent,
  SpectralNormalization: () => fixed('vector_u'),
  SyncBatchNormalization: batchNormalization,
};

/** Null for a class that is not known. Low-rank adapters and quantised kernels come behind these. */
export function kerasWeights(
  className: string | null,
  config: Config | null,
): readonly KerasWeight[] | null {
  return className === null ? null : (own(weights, className)?.(config ?? {}) ?? null);
}

import { snakeCase } from './snake-case.ts';

/** Layer classes of Keras 2.19 and Keras 3, public names, and those that Keras makes itself of plain operations. */
const layerClasses = new Set(
  `AbstractRNNCell Activation ActivityRegularization AdaptiveAveragePooling1D AdaptiveAveragePooling2D
  AdaptiveAveragePooling3D AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D Add AdditiveAttention
  AlphaDropout Attention AugMix AutoContrast Average AveragePooling1D AveragePooling2D AveragePooling3D
  BatchNormalization Bidirectional CategoryEncoding CenterCrop ClassMethod Concatenate
  ContrastLimitedAdaptiveHistogramEqualization Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D Conv3DTranspose
  ConvLSTM1D ConvLSTM2D ConvLSTM3D Cropping1D Cropping2D Cropping3D CutMix Dense DenseFeatures DepthwiseConv1D
  DepthwiseConv2D Discretization Dot Dropout ELU EinsumDense Embedding Equalization Flatten FlaxLayer Functional GRU
  GRUCell GaussianDropout GaussianNoise GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D
  GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D GroupNormalization GroupedQueryAttention HashedCrossing
  Hashing Identity InputLayer InstanceMethod InstanceProperty IntegerLookup JaxLayer LSTM LSTMCell Lambda Layer
  LayerNormalization LeakyReLU LocallyConnected1D LocallyConnected2D Masking MaxNumBoundingBoxes MaxPooling1D
  MaxPooling2D MaxPooling3D Maximum MelSpectrogram Minimum MixUp Model MultiHeadAttention Multiply Normalization PReLU
  Permute Pipeline RMSNormalization RNN RandAugment RandomBrightness RandomColorDegeneration RandomColorJitter
  RandomContrast RandomCrop RandomElasticTransform RandomErasing RandomFlip RandomGaussianBlur RandomGrayscale
  RandomHeight RandomHue RandomInvert RandomPerspective RandomPosterization RandomRotation RandomSaturation
  RandomSharpness RandomShear RandomTranslation RandomWidth RandomZoom ReLU RepeatVector Rescaling Reshape Resizing
  ReversibleEmbedding STFTSpectrogram SeparableConv1D SeparableConv2D Sequential SimpleRNN SimpleRNNCell
  SlicingOpLambda Softmax Solarization SpatialDropout1D SpatialDropout2D SpatialDropout3D SpectralNormalization
  StackedRNNCells StringLookup Subtract SyncBatchNormalization TFOpLambda TFSMLayer TensorFlowOpLayer
  TextVectorization ThresholdedReLU TimeDistributed TorchModuleWrapper UnitNormalization UpSampling1D UpSampling2D
  UpSampling3D Wrapper ZeroPadding1D ZeroPadding2D ZeroPadding3D`.split(/\s+/),
);

export function isKerasLayerClass(name: string): boolean {
  return layerClasses.has(name);
}

/**
 * The class that Keras would give a default name like this one: `batch_normalization_3` → BatchNormalization. A scope of
 * Keras 3 may have two numbers, `dense_1_2`: the layer's own, and how often it was called.
 */
export function classFromDefaultName(name: string): string | null {
  return byDefaultName.get(name.replace(/(?:_\d+)+$/, '')) ?? null;
}

const byDefaultName = new Map(
  [...layerClasses]
    // Functional models and subclassed models are both named `functional` or `model`, whatever they are.
    .filter((name) => !['Layer', 'Model', 'Wrapper', 'Pipeline'].includes(name))
    .map((name) => [snakeCase(name), name]),
);

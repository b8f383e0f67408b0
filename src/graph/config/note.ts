import { isRecord } from '../../core/json.ts';
import { own } from '../../core/own.ts';

type Config = Readonly<Record<string, unknown>>;

/** Characters of a note. */
const longest = 40;

/** What a person would say first of a layer's settings: its activation, else what matters most for its class. */
export function noteOf(className: string, config: Config): string {
  const activation = nameOf(config['activation']);
  const said = own(settings, className)?.(config);
  const note = said ?? (activation === null || activation === 'linear' ? '' : activation);
  return note.length > longest ? `${note.slice(0, longest - 1)}…` : note;
}

/** A function or an object by its name. */
function nameOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (!isRecord(value)) return null;
  const { class_name: className, config } = value;
  if (typeof config === 'string') return config;
  if (className === 'Activation' && isRecord(config)) return nameOf(config['activation']);
  return typeof className === 'string' ? className : null;
}

function sizes(value: unknown): string | null {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isPlain = list.every(
    (each) => typeof each === 'number' || each === null || typeof each === 'string',
  );
  return value === undefined || value === null || !isPlain || list.length === 0
    ? null
    : list.map((each) => (each === null ? '?' : String(each))).join(' × ');
}

/** A setting of the configuration behind a word. */
const named =
  (setting: string, word = '') =>
  (config: Config): string | undefined => {
    const value = nameOf(config[setting]) ?? sizes(config[setting]);
    return value === null ? undefined : word === '' ? value : `${word} ${value}`;
  };

const convolution = (config: Config): string | undefined => {
  const kernel = sizes(config['kernel_size']);
  const activation = nameOf(config['activation']);
  if (kernel === null) return undefined;
  return activation === null || activation === 'linear' ? kernel : `${kernel}, ${activation}`;
};

const rate = named('rate', 'rate');
const axis = named('axis', 'axis');
const pool = named('pool_size', 'pool');
const size = named('size');
const padding = named('padding');
const cropping = named('cropping');
const units = named('units');
const factor = named('factor');
const outputMode = named('output_mode');
const heads = ({ num_heads: count }: Config): string | undefined =>
  typeof count === 'number' ? `${String(count)} heads` : undefined;

const settings: Readonly<Record<string, (config: Config) => string | undefined>> = {
  AlphaDropout: rate,
  AveragePooling1D: pool,
  AveragePooling2D: pool,
  AveragePooling3D: pool,
  BatchNormalization: axis,
  Bidirectional: named('merge_mode'),
  CategoryEncoding: outputMode,
  Concatenate: axis,
  Conv1D: convolution,
  Conv1DTranspose: convolution,
  Conv2D: convolution,
  Conv2DTranspose: convolution,
  Conv3D: convolution,
  Conv3DTranspose: convolution,
  Cropping1D: cropping,
  Cropping2D: cropping,
  Cropping3D: cropping,
  DepthwiseConv1D: convolution,
  DepthwiseConv2D: convolution,
  Discretization: outputMode,
  Dot: named('axes', 'axes'),
  Dropout: rate,
  ELU: named('alpha', 'alpha'),
  EinsumDense: named('equation'),
  GRU: units,
  GaussianDropout: rate,
  GaussianNoise: named('stddev', 'stddev'),
  GroupNormalization: named('groups', 'groups'),
  Hashing: named('num_bins', 'bins'),
  IntegerLookup: outputMode,
  LSTM: units,
  Lambda: named('function'),
  LayerNormalization: axis,
  LeakyReLU: named('negative_slope', 'slope'),
  MaxPooling1D: pool,
  MaxPooling2D: pool,
  MaxPooling3D: pool,
  MultiHeadAttention: heads,
  Permute: named('dims'),
  RandomContrast: factor,
  RandomFlip: named('mode'),
  RandomRotation: factor,
  RepeatVector: named('n', '×'),
  Rescaling: named('scale', 'scale'),
  Reshape: named('target_shape'),
  SeparableConv1D: convolution,
  SeparableConv2D: convolution,
  SimpleRNN: units,
  Softmax: axis,
  SpatialDropout1D: rate,
  SpatialDropout2D: rate,
  SpatialDropout3D: rate,
  StringLookup: outputMode,
  TFOpLambda: named('function'),
  TextVectorization: outputMode,
  UpSampling1D: size,
  UpSampling2D: size,
  UpSampling3D: size,
  ZeroPadding1D: padding,
  ZeroPadding2D: padding,
  ZeroPadding3D: padding,
};

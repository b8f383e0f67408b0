import { isRecord } from '../../core/json.ts';
import { plainLists } from '../config/references.ts';
import { concatenated } from './merging.ts';
import { reshaped } from './reshaping.ts';
import {
  axisOf,
  broadcast,
  rulesFor,
  type Rule,
  type RuleCall,
  type Rules,
  type Sizes,
} from './rule.ts';

/** Plain operations in a model: Keras 3's `keras.ops`, and TensorFlow's functions in Keras 2 (TFOpLambda). */

const same: Rule = ({ inputs: [input] }) => (input ? [input] : null);

/** Of two tensors, or of a tensor and a number. */
const pairwise: Rule = ({ inputs, keywords }) => {
  const [one, other] = inputs;
  if (!one) return null;
  if (!other) return isTensorLike(keywords['y'] ?? keywords['x2']) ? null : [one];
  const shape = broadcast(one, other);
  return shape && [shape];
};

function isTensorLike(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** A setting of an operation of Keras 3 is in its configuration, of TensorFlow's among the arguments. */
function setting({ config, keywords }: RuleCall, ...names: readonly string[]): unknown {
  for (const name of names) {
    const value = keywords[name] ?? config[name];
    if (value !== undefined) return value;
  }
  return undefined;
}

const reduced: Rule = (call) => {
  const [input] = call.inputs;
  if (!input) return null;
  const axis = plainLists(setting(call, 'axis')) ?? null;
  const keeps = setting(call, 'keepdims') === true;
  const axes: readonly unknown[] =
    axis === null ? input.map((_, at) => at) : Array.isArray(axis) ? axis : [axis];
  const places = new Set(axes.map((each) => axisOf(each, input.length)));
  if (places.has(null)) return null;
  if (keeps) return [input.map((size, at) => (places.has(at) ? 1 : size))];
  return [input.filter((_, at) => !places.has(at))];
};

const joined: Rule = (call) => {
  const shape = concatenated(call.inputs, setting(call, 'axis'));
  return shape && [shape];
};

const newShape: Rule = (call) => {
  const [input] = call.inputs;
  const target = plainLists(setting(call, 'shape', 'newshape'));
  if (!input || !Array.isArray(target)) return null;
  const shape = reshaped(input, target);
  return shape && [shape];
};

const expanded: Rule = (call) => {
  const [input] = call.inputs;
  if (!input) return null;
  const at = axisOf(setting(call, 'axis'), input.length + 1);
  if (at === null) return null;
  return [[...input.slice(0, at), 1, ...input.slice(at)]];
};

const squeezed: Rule = (call) => {
  const [input] = call.inputs;
  if (!input) return null;
  const at = axisOf(setting(call, 'axis'), input.length);
  if (at === null) return null;
  return [input.filter((_, each) => each !== at)];
};

const multiplied: Rule = ({ inputs: [one, other], keywords }) => {
  if (!one || !other || one.length < 2 || other.length < 2) return null;
  if (keywords['transpose_a'] === true || keywords['transpose_b'] === true) return null;
  const batch = broadcast(one.slice(0, -2), other.slice(0, -2));
  return batch && [[...batch, one.at(-2) ?? null, other.at(-1) ?? null] as Sizes];
};

/**
 * `x[:, 0]`: each part an index, a slice, an ellipsis or, as null, a new dimension. Keras 2 has them among the keywords,
 * Keras 3 as the second argument. Sizes that are cut out of what is not known are not known.
 */
const sliced: Rule = ({ inputs: [input], keywords, positional }) => {
  const spec = plainLists(keywords['slice_spec'] ?? positional[1] ?? keywords['key']);
  if (!input) return null;
  const parts: readonly unknown[] = Array.isArray(spec) ? spec : [spec];
  const taking = parts.filter((part) => part !== null && !isEllipsis(part)).length;
  if (taking > input.length || parts.filter(isEllipsis).length > 1) return null;
  const output: (number | null)[] = [];
  const rest = [...input];
  for (const part of parts) {
    if (part === null) output.push(1);
    else if (isEllipsis(part)) output.push(...rest.splice(0, input.length - taking));
    else {
      const size = rest.shift() ?? null;
      if (Number.isSafeInteger(part)) continue;
      const slice = sliceOf(part);
      if (!slice) return null;
      output.push(sliceLength(size, slice));
    }
  }
  return [[...output, ...rest]];
};

function isEllipsis(part: unknown): boolean {
  return isRecord(part) && part['class_name'] === '__ellipsis__';
}

/** Of Python's; Keras 3 wraps it. */
interface Slice {
  readonly start?: unknown;
  readonly stop?: unknown;
  readonly step?: unknown;
}

function sliceOf(part: unknown): Slice | null {
  if (!isRecord(part)) return null;
  const slice = part['class_name'] === '__slice__' ? part['config'] : part;
  return isRecord(slice) && 'start' in slice ? slice : null;
}

/** How much of a dimension a slice takes (`PySlice_AdjustIndices` of CPython's sliceobject.c). */
function sliceLength(size: number | null, { start, stop, step }: Slice): number | null {
  const given = [start, stop, step].map((each) => each ?? null);
  const isWhole = given[0] === null && given[1] === null;
  if (isWhole && [null, 1, -1].some((each) => each === given[2])) return size;
  if (size === null || !given.every((each) => each === null || Number.isSafeInteger(each))) {
    return null;
  }
  const [from, to, by] = given as readonly (number | null)[];
  const stride = by ?? 1;
  if (stride === 0) return null;
  const [low, high] = stride > 0 ? [0, size] : [-1, size - 1];
  const bound = (value: number | null | undefined, otherwise: number): number =>
    value === null || value === undefined
      ? otherwise
      : Math.min(high, Math.max(low, value < 0 ? value + size : value));
  const first = bound(from, stride > 0 ? low : high);
  const end = bound(to, stride > 0 ? high : low);
  return Math.max(0, Math.ceil((end - first) / stride));
}

/** By the class of Keras 3's operation. */
export const operations: Rules = {
  ...rulesFor(
    `Abs Absolute Cast Ceil Clip Cos Elu Erf Exp Expm1 Floor Gelu HardSigmoid HardSwish LeakyRelu Log Log1p LogSoftmax
    LogSigmoid LogicalNot Negative NanToNum Normalize OnesLike Reciprocal Relu Relu6 Round Rsqrt Selu Sigmoid Sign Silu
    Sin Softmax Softplus Softsign Sqrt Square StopGradient Tanh ZerosLike`,
    same,
  ),
  ...rulesFor(
    `Add Divide Equal FloorDivide Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr Maximum Minimum Mod Multiply
    NotEqual Power Subtract TrueDivide`,
    pairwise,
  ),
  ...rulesFor('All Any Max Mean Min Prod Std Sum Var Logsumexp', reduced),
  Concatenate: joined,
  Reshape: newShape,
  ExpandDims: expanded,
  Squeeze: squeezed,
  Matmul: multiplied,
  GetItem: sliced,
};

/** By the name below `tf.` */
const functions: Rules = {
  ...rulesFor(
    `cast clip_by_value identity math.abs math.erf math.exp math.l2_normalize math.log math.negative math.rsqrt
    math.sigmoid math.softplus math.sqrt math.square math.tanh nn.gelu nn.leaky_relu nn.log_softmax nn.relu nn.relu6
    nn.sigmoid nn.silu nn.softmax nn.tanh ones_like stop_gradient zeros_like`,
    same,
  ),
  ...rulesFor(
    `__operators__.add __operators__.eq __operators__.ne math.add math.divide math.equal math.floordiv math.floormod
    math.greater math.greater_equal math.less math.less_equal math.logical_and math.logical_or math.maximum
    math.minimum math.multiply math.not_equal math.pow math.subtract math.truediv`,
    pairwise,
  ),
  ...rulesFor(
    `math.reduce_all math.reduce_any math.reduce_max math.reduce_mean math.reduce_min math.reduce_prod math.reduce_sum
    math.reduce_logsumexp`,
    reduced,
  ),
  '__operators__.getitem': sliced,
  concat: joined,
  reshape: newShape,
  expand_dims: expanded,
  'compat.v1.squeeze': squeezed,
  'linalg.matmul': multiplied,
};

export const tensorflowFunction: Rule = (call) => {
  const called = call.config['function'];
  if (typeof called !== 'string' || !Object.hasOwn(functions, called)) return null;
  return functions[called]?.(call) ?? null;
};

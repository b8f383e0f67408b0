import { isRecord } from '../../core/json.ts';
import type { Shape } from '../../protocol/model.ts';
import { windowed } from './convolution.ts';
import {
  rulesFor,
  sizeOf,
  spatial,
  type Rule,
  type RuleCall,
  type Rules,
  type Sizes,
} from './rule.ts';

/** Sizes of the states of a cell, as many as it has: two of an LSTM, one of others; null of a custom cell. */
function statesOf(cell: unknown): readonly number[] | null {
  if (!isRecord(cell) || typeof cell['class_name'] !== 'string') return null;
  const config = isRecord(cell['config']) ? cell['config'] : {};
  const units = sizeOf(config['units']);
  switch (cell['class_name']) {
    case 'LSTMCell':
      return units === null ? null : [units, units];
    case 'GRUCell':
    case 'SimpleRNNCell':
      return units === null ? null : [units];
    default:
      return null;
  }
}

/** Of cells on top of each other the last one gives, and all have states; only as many as are known are told. */
function stackOf(
  cell: unknown,
): { readonly states: readonly number[]; readonly gives: number } | null {
  const config = isRecord(cell) && isRecord(cell['config']) ? cell['config'] : {};
  const cells: readonly unknown[] = Array.isArray(config['cells']) ? config['cells'] : [cell];
  const states = cells.map(statesOf);
  const gives = states.at(-1)?.[0];
  if (gives === undefined || !states.every((each) => each !== null)) return null;
  return { states: states.flat(), gives };
}

/** `compute_output_shape` of keras/src/layers/rnn/rnn.py, and of Keras 2. */
function recurrentShapes(
  { config, inputs: [input] }: RuleCall,
  states: readonly number[],
  gives: number,
): readonly Shape[] | null {
  if (input?.length !== 3) return null;
  const isTimeMajor = config['time_major'] === true;
  const [length, batch] = [input[isTimeMajor ? 0 : 1] ?? null, input[isTimeMajor ? 1 : 0] ?? null];
  const sequence = isTimeMajor ? [length, batch, gives] : [batch, length, gives];
  const output = config['return_sequences'] === true ? sequence : [batch, gives];
  if (config['return_state'] !== true) return [output];
  return [output, ...states.map((size) => [batch, size])];
}

const recurrentOf =
  (stateCount: number): Rule =>
  (call) => {
    const units = sizeOf(call.config['units']);
    if (units === null) return null;
    return recurrentShapes(
      call,
      Array.from({ length: stateCount }, () => units),
      units,
    );
  };

const convolutional: Rule = ({ config, inputs: [input] }) => {
  if (!input || input.length < 4) return null;
  const [batch = null, steps = null, ...rest] = input;
  const { sizes, with: put } = spatial([batch, ...rest], config);
  const output = windowed(sizes, config['kernel_size'], config);
  if (!output) return null;
  const [, ...state] = put(output, sizeOf(config['filters']));
  const given: Sizes =
    config['return_sequences'] === true ? [batch, steps, ...state] : [batch, ...state];
  const states =
    config['return_state'] === true
      ? [
          [batch, ...state],
          [batch, ...state],
        ]
      : [];
  return [given, ...states];
};

/** `compute_output_shape` of keras/src/layers/rnn/bidirectional.py. */
const bidirectional: Rule = ({ config, inputs, inner }) => {
  const both = inner(config['layer'], inputs.slice(0, 1));
  if (!both) return null;
  const [output = null, ...states] = both;
  if (output === null) return null;
  const mode = config['merge_mode'];
  const last = output.at(-1) ?? null;
  const merged: readonly Shape[] =
    mode === null
      ? [output, output]
      : [mode === 'concat' ? [...output.slice(0, -1), last === null ? null : 2 * last] : output];
  return [...merged, ...states, ...states];
};

export const recurrent: Rules = {
  ...rulesFor('LSTM CuDNNLSTM', recurrentOf(2)),
  ...rulesFor('GRU CuDNNGRU SimpleRNN', recurrentOf(1)),
  RNN: (call) => {
    const stack = stackOf(call.config['cell']);
    return stack && recurrentShapes(call, stack.states, stack.gives);
  },
  ...rulesFor('ConvLSTM1D ConvLSTM2D ConvLSTM3D', convolutional),
  Bidirectional: bidirectional,
  TimeDistributed: ({ config, inputs: [input], inner }) => {
    if (!input || input.length < 2) return null;
    const [batch = null, steps = null, ...rest] = input;
    const outputs = inner(config['layer'], [[batch, ...rest]]);
    return (
      outputs?.map((output): Shape => {
        if (output === null) return null;
        const [first = null, ...others] = output;
        return [first, steps, ...others];
      }) ?? null
    );
  },
};

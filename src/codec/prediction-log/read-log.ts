import { decode, type MessagePlace } from '../protobuf/decode.ts';
import {
  ClassificationRequestSchema,
  ClassificationResponseSchema,
  ExampleListWithContextSchema,
  InputSchema,
  ModelSpecSchema,
  PredictionLogSchema,
  PredictLogSchema,
  PredictRequestSchema,
  PredictResponseSchema,
  RegressionResponseSchema,
} from '../protobuf/generated/tensorflow_serving/prediction_log_pb.ts';
import { mapEntry } from '../protobuf/map-entry.ts';
import { fields } from '../protobuf/wire.ts';
import { readTensor, type TensorBudget } from '../tensor-proto/read-tensor.ts';
import type { RawTensor } from '../../protocol/runner.ts';
import type { LoggedCall, Tensors } from './logged-call.ts';

/** The call of a record, or why it is of a kind that is not run. */
export type ReadLog = { readonly call: LoggedCall } | { readonly notRun: string };

/**
 * Reads one PredictionLog (tensorflow_serving/apis/prediction_log.proto). Walked, because a request may hold a large
 * batch.
 * @throws ReadError
 */
export function readPredictionLog(
  bytes: Uint8Array,
  place: MessagePlace,
  budget: TensorBudget,
): ReadLog {
  const record: Part = { bytes, place, budget };
  for (const [number, reader] of readers) {
    const log = part(record, number);
    if (!log) continue;
    return typeof reader === 'string' ? { notRun: reader } : { call: reader(log) };
  }
  return { notRun: 'It holds no request.' };
}

const { field: kind } = PredictionLogSchema;

/** Reads the log of a kind; a sentence says why a kind is not run. */
const readers: ReadonlyMap<number, ((log: Part) => LoggedCall) | string> = new Map<
  number,
  ((log: Part) => LoggedCall) | string
>([
  [kind.predictLog.number, readPredict],
  [kind.classifyLog.number, (log) => readExamples('classify', log, classes)],
  [kind.regressLog.number, (log) => readExamples('regress', log, regressions)],
  [
    kind.predictStreamedLog.number,
    'A streamed request has several answers, and only single ones are compared.',
  ],
  [
    kind.multiInferenceLog.number,
    'A request for several inferences at once is not run; record them one by one.',
  ],
  [
    kind.sessionRunLog.number,
    'A request to the session names tensors and no signature; record a predict request instead.',
  ],
]);

/** A message inside the record, undecoded. */
interface Part {
  readonly bytes: Uint8Array;
  readonly place: MessagePlace;
  readonly budget: TensorBudget;
}

/** The field that holds a message, null where it is not there; the last one, as protobuf reads it, of several. */
function part(of: Part, number: number): Part | null {
  return parts(of, number).at(-1) ?? null;
}

function parts(of: Part, number: number): Part[] {
  const { place, budget } = of;
  const found: Part[] = [];
  for (const field of fields(of.bytes, place, budget)) {
    if (field.number !== number) continue;
    found.push({ bytes: field.bytes, place: { ...place, offset: field.offset }, budget });
  }
  return found;
}

/** All logs have the request as field 1 and the response as field 2. */
const { request: requestField, response: responseField } = PredictLogSchema.field;

function readPredict(log: Part): LoggedCall {
  const request = part(log, requestField.number);
  const response = part(log, responseField.number);
  const at = PredictRequestSchema.field;
  return {
    method: 'predict',
    signature: request ? readSignature(request, at.modelSpec.number) : undefined,
    inputs: request ? readTensors(request, at.inputs.number) : new Map(),
    outputs: response && readTensors(response, PredictResponseSchema.field.outputs.number),
  };
}

function readTensors(message: Part, number: number): Tensors {
  return new Map(
    parts(message, number).map(({ bytes, place, budget }) => {
      const { key, value, offset } = mapEntry(bytes, place, budget);
      return [key, readTensor(value, { ...place, offset }, budget)];
    }),
  );
}

/** TensorFlow Serving takes an empty name for `serving_default` too. */
function readSignature(request: Part, number: number): string | undefined {
  const spec = part(request, number);
  if (!spec) return undefined;
  return decode(ModelSpecSchema, spec.bytes, spec.place).signatureName || undefined;
}

/** Of a classification or a regression: tf.Examples in, one answer for each out. */
function readExamples(
  method: LoggedCall['method'],
  log: Part,
  outputs: (response: Part) => Tensors,
): LoggedCall {
  const request = part(log, requestField.number);
  const response = part(log, responseField.number);
  const at = ClassificationRequestSchema.field;
  const input = request && part(request, at.input.number);
  const values = input ? examplesOf(input) : [];
  return {
    method,
    signature: request ? readSignature(request, at.modelSpec.number) : undefined,
    // The only input of such a signature, whatever it is called.
    inputs: new Map([
      ['inputs', { kind: 'strings', dtype: 'string', shape: [values.length], values }],
    ]),
    outputs: response && outputs(response),
  };
}

/**
 * The examples as the model is fed with them. A context that they share stands before each: two messages one after
 * the other are one with the fields of both (protobuf's encoding), which is how TensorFlow Serving joins them.
 */
function examplesOf(input: Part): Uint8Array[] {
  const at = InputSchema.field;
  const withContext = part(input, at.exampleListWithContext.number);
  const list = withContext ?? part(input, at.exampleList.number);
  if (!list) return [];
  const { examples, context } = ExampleListWithContextSchema.field;
  const shared = withContext && part(withContext, context.number);
  return parts(list, examples.number).map(({ bytes }) =>
    shared ? Buffer.concat([shared.bytes, bytes]) : bytes,
  );
}

/** The outputs of a classification by the names that TensorFlow's signatures have: `classes`, `scores`. */
function classes({ bytes, place }: Part): Tensors {
  const { result } = decode(ClassificationResponseSchema, bytes, place);
  const rows = (result?.classifications ?? []).map((row) => row.classes);
  const shape = [rows.length, rows[0]?.length ?? 0];
  const all = rows.flat();
  const tensors = new Map<string, RawTensor>([
    [
      'scores',
      float32(
        all.map(({ score }) => score),
        shape,
      ),
    ],
  ]);
  if (all.some(({ label }) => label !== '')) {
    const values = all.map(({ label }) => new TextEncoder().encode(label));
    tensors.set('classes', { kind: 'strings', dtype: 'string', shape, values });
  }
  return tensors;
}

function regressions({ bytes, place }: Part): Tensors {
  const { result } = decode(RegressionResponseSchema, bytes, place);
  const values = (result?.regressions ?? []).map(({ value }) => value);
  return new Map([['outputs', float32(values, [values.length])]]);
}

function float32(values: readonly number[], shape: readonly number[]): RawTensor {
  const bytes = new Uint8Array(Float32Array.from(values).buffer);
  return { kind: 'numbers', dtype: 'float32', shape, bytes };
}

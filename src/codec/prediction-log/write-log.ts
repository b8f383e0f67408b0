import { create, toBinary } from '@bufbuild/protobuf';
import type { TensorProto } from '../protobuf/generated/tensorflow/tensor_pb.ts';
import {
  ModelSpecSchema,
  PredictionLogSchema,
  PredictLogSchema,
  PredictRequestSchema,
  PredictResponseSchema,
} from '../protobuf/generated/tensorflow_serving/prediction_log_pb.ts';
import { tensorProto } from '../tensor-proto/write-tensor.ts';
import type { Tensors } from './logged-call.ts';

/** A predict request and its response. */
export interface PredictCall {
  /** What the model is called where it is served; a warmup does not hold it against anything. */
  readonly model: string;
  readonly signature: string;
  readonly inputs: Tensors;
  readonly outputs: Tensors;
}

/** A PredictionLog, encoded. */
export function writePredictionLog({ model, signature, inputs, outputs }: PredictCall): Uint8Array {
  const modelSpec = create(ModelSpecSchema, { name: model, signatureName: signature });
  const value = create(PredictLogSchema, {
    request: create(PredictRequestSchema, { modelSpec, inputs: protos(inputs) }),
    response: create(PredictResponseSchema, { modelSpec, outputs: protos(outputs) }),
  });
  const log = create(PredictionLogSchema, { logType: { case: 'predictLog', value } });
  return toBinary(PredictionLogSchema, log);
}

function protos(tensors: Tensors): Record<string, TensorProto> {
  return Object.fromEntries([...tensors].map(([name, tensor]) => [name, tensorProto(tensor)]));
}

import { create } from '@bufbuild/protobuf';
import { dtypeFromName } from '../../core/dtypes.ts';
import type { RawTensor } from '../../protocol/runner.ts';
import { TensorProtoSchema, type TensorProto } from '../protobuf/generated/tensorflow/tensor_pb.ts';
import { TensorShapeProtoSchema } from '../protobuf/generated/tensorflow/types_pb.ts';

/** Raw values as a TensorProto, as `tf.make_tensor_proto` writes them: numbers in `tensor_content`, strings listed. */
export function tensorProto(tensor: RawTensor): TensorProto {
  return create(TensorProtoSchema, {
    dtype: dtypeFromName(tensor.dtype)?.number ?? 0,
    tensorShape: create(TensorShapeProtoSchema, {
      dim: tensor.shape.map((size) => ({ size: BigInt(size) })),
    }),
    ...(tensor.kind === 'strings'
      ? { stringVal: [...tensor.values] }
      : { tensorContent: tensor.bytes }),
  });
}

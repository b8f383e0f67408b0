import type { SignatureDef, TensorInfo } from '../protobuf/generated/tensorflow/meta_graph_pb.ts';
import { shapeFromProto } from '../protobuf/shape.ts';
import { dtypeFromNumber } from '../../core/dtypes.ts';
import type { Signature, SignatureTensor } from '../../protocol/model.ts';

/** What TensorFlow runs after it has loaded a model. */
export const initSignature = '__saved_model_init_op';

/** Signatures that TensorFlow writes for itself: that one, and what trains. Nobody calls them. */
const ownSignatures = new Set([initSignature, '__saved_model_train_op']);

export function isOwnSignature(name: string): boolean {
  return ownSignatures.has(name);
}

/** A SignatureDef in the neutral model's words; names in alphabetical order, as protobuf's maps have none. */
export function signatureFromProto(signature: SignatureDef): Signature {
  return {
    methodName: signature.methodName,
    inputs: tensors(signature.inputs),
    outputs: tensors(signature.outputs),
  };
}

function tensors(map: Readonly<Record<string, TensorInfo>>): Record<string, SignatureTensor> {
  const entries = Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
  // A name may be any word, `__proto__` too.
  return Object.fromEntries(entries.map(([name, info]) => [name, tensor(info)]));
}

function tensor(info: TensorInfo): SignatureTensor {
  const described = {
    dtype: dtypeFromNumber(info.dtype).name,
    shape: shapeFromProto(info.tensorShape),
  };
  switch (info.encoding.case) {
    case 'name':
      return { ...described, tensor: info.encoding.value };
    case 'cooSparse':
      return {
        ...described,
        tensor: null,
        components: {
          values: info.encoding.value.valuesTensorName,
          indices: info.encoding.value.indicesTensorName,
          dense_shape: info.encoding.value.denseShapeTensorName,
        },
      };
    case 'compositeTensor':
      return {
        ...described,
        tensor: null,
        components: Object.fromEntries(
          info.encoding.value.components.map((component, index) => [
            String(index),
            component.encoding.case === 'name' ? component.encoding.value : '',
          ]),
        ),
      };
    case undefined:
      return { ...described, tensor: null };
  }
}

import type { TensorMetadata, TFJSBinding } from '@tensorflow/tfjs-node/dist/tfjs_binding';
import { dtypeFromName, dtypeFromNumber, type Dtype } from '../core/dtypes.ts';
import { AppError } from '../core/errors.ts';
import type { RawTensor } from '../protocol/runner.ts';
import { carrierOf } from './small-dtypes.ts';

/** Numbers of `types.proto` that the binding has no name for, or that are needed before it is there. */
const uint8 = 4;
const int32 = 3;

/**
 * Makes a tensor of any dtype out of its bytes, bit for bit: the binding takes bytes only as uint8, and TensorFlow's
 * own Bitcast turns a last dimension of the element's size into one element.
 * @returns the binding's id
 * @throws AppError `unsupported` for a dtype that has no bytes
 */
export function feedTensor(binding: TFJSBinding, tensor: RawTensor): number {
  const shape = [...tensor.shape];
  if (tensor.kind === 'strings') {
    return binding.createTensor(shape, binding.TF_STRING, [...tensor.values]);
  }
  const dtype = known(tensor.dtype);
  if (dtype.kind === 'bool') return binding.createTensor(shape, binding.TF_BOOL, tensor.bytes);
  const carrier = carrierOf(dtype.name);
  if (carrier) {
    const wide = { ...tensor, dtype: carrier.dtype, bytes: carrier.widen(tensor.bytes) };
    const from = { id: feedTensor(binding, wide), dtype: known(carrier.dtype).number };
    return cast(binding, from, dtype.number).id;
  }
  const bytes = dtype.bytes === 1 ? shape : [...shape, dtype.bytes];
  const id = binding.createTensor(bytes, binding.TF_UINT8, tensor.bytes);
  return dtype.number === uint8 ? id : bitcast(binding, { id, dtype: uint8 }, dtype.number).id;
}

/**
 * The bytes of a tensor of any dtype.
 * @throws AppError `unsupported` for a dtype that has no bytes
 */
export function fetchTensor(binding: TFJSBinding, tensor: TensorMetadata): RawTensor {
  const { id, shape } = tensor;
  const dtype = dtypeFromNumber(tensor.dtype);
  if (dtype.kind === 'string') {
    const values = binding.tensorDataSync(id) as unknown as Uint8Array[];
    return { kind: 'strings', dtype: 'string', shape, values };
  }
  if (dtype.bytes === 0) {
    throw new AppError({
      code: 'unsupported',
      message: `A result is of dtype ${dtype.name}, which has no values that could be compared.`,
    });
  }
  return { kind: 'numbers', dtype: dtype.name, shape, bytes: fetchBytes(binding, tensor, dtype) };
}

function fetchBytes(
  binding: TFJSBinding,
  tensor: Pick<TensorMetadata, 'id' | 'dtype'>,
  dtype: Dtype,
): Uint8Array {
  if (readable.has(dtype.name)) return bytesOf(binding.tensorDataSync(tensor.id));
  const carrier = carrierOf(dtype.name);
  if (carrier) {
    const wide = known(carrier.dtype);
    return carrier.narrow(fetchBytes(binding, cast(binding, tensor, wide.number), wide));
  }
  if (dtype.bytes >= 4) {
    return bytesOf(binding.tensorDataSync(bitcast(binding, tensor, int32).id));
  }
  // The binding hands out no uint8 either; as int32 each byte takes four for a moment.
  const bytes = dtype.number === uint8 ? tensor : bitcast(binding, tensor, uint8);
  return Uint8Array.from(binding.tensorDataSync(cast(binding, bytes, int32).id));
}

/** What `tensorDataSync` hands out as it lies in memory. */
const readable = new Set(['float32', 'int32', 'int64', 'bool', 'complex64']);

function bitcast(
  binding: TFJSBinding,
  from: Pick<TensorMetadata, 'id' | 'dtype'>,
  to: number,
): TensorMetadata {
  const [result] = binding.executeOp(
    'Bitcast',
    [
      { name: 'T', type: binding.TF_ATTR_TYPE, value: from.dtype },
      { name: 'type', type: binding.TF_ATTR_TYPE, value: to },
    ],
    [from.id],
    1,
  );
  return required(result);
}

function cast(
  binding: TFJSBinding,
  from: Pick<TensorMetadata, 'id' | 'dtype'>,
  to: number,
): TensorMetadata {
  const [result] = binding.executeOp(
    'Cast',
    [
      { name: 'SrcT', type: binding.TF_ATTR_TYPE, value: from.dtype },
      { name: 'DstT', type: binding.TF_ATTR_TYPE, value: to },
      { name: 'Truncate', type: binding.TF_ATTR_BOOL, value: false },
    ],
    [from.id],
    1,
  );
  return required(result);
}

function bytesOf(data: Float32Array | Int32Array | Uint8Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function known(name: string): Dtype {
  const dtype = dtypeFromName(name);
  if (dtype && dtype.bytes > 0) return dtype;
  throw new AppError({ code: 'unsupported', message: `A value of dtype ${name} cannot be fed.` });
}

function required(tensor: TensorMetadata | undefined): TensorMetadata {
  if (tensor) return tensor;
  throw new AppError({ code: 'internal', message: 'TensorFlow answered with no tensor.' });
}

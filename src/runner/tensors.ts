import { dtypeFromName, dtypeFromNumber, type Dtype } from '../core/dtypes.ts';
import { AppError } from '../core/errors.ts';
import type { RawTensor } from '../protocol/runner.ts';
import type { Binding, TensorHandle } from './binding.ts';
import { carrierOf } from './small-dtypes.ts';

/**
 * Makes a tensor of any dtype out of its bytes, bit for bit: the binding takes bytes only as uint8, and TensorFlow's
 * own Bitcast turns a last dimension of the element's size into one element.
 * @returns the binding's id
 * @throws AppError `unsupported` for a dtype that has no bytes
 */
export function feedTensor(binding: Binding, tensor: RawTensor): number {
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
  return dtype.number === binding.TF_UINT8
    ? id
    : bitcast(binding, { id, dtype: binding.TF_UINT8 }, dtype.number).id;
}

/**
 * The bytes of a tensor of any dtype.
 * @throws AppError `unsupported` for a dtype that has no bytes
 */
export function fetchTensor(binding: Binding, tensor: TensorHandle): RawTensor {
  const { id, shape } = tensor;
  const dtype = dtypeFromNumber(tensor.dtype);
  if (dtype.kind === 'string') {
    const values = binding.tensorDataSync(id) as Uint8Array[];
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
  binding: Binding,
  tensor: Pick<TensorHandle, 'id' | 'dtype'>,
  dtype: Dtype,
): Uint8Array {
  if (readable.has(dtype.name)) return bytesOf(binding.tensorDataSync(tensor.id));
  const carrier = carrierOf(dtype.name);
  if (carrier) {
    const wide = known(carrier.dtype);
    return carrier.narrow(fetchBytes(binding, cast(binding, tensor, wide.number), wide));
  }
  if (dtype.bytes >= 4) {
    return bytesOf(binding.tensorDataSync(bitcast(binding, tensor, binding.TF_INT32).id));
  }
  // The binding hands out no uint8 either; as int32 each byte takes four for a moment.
  const { TF_UINT8, TF_INT32 } = binding;
  const bytes = dtype.number === TF_UINT8 ? tensor : bitcast(binding, tensor, TF_UINT8);
  const wide = binding.tensorDataSync(cast(binding, bytes, TF_INT32).id);
  return Uint8Array.from(wide as Int32Array);
}

/** What `tensorDataSync` hands out as it lies in memory. */
const readable = new Set(['float32', 'int32', 'int64', 'bool', 'complex64']);

type Source = Pick<TensorHandle, 'id' | 'dtype'>;

function bitcast(binding: Binding, from: Source, to: number): TensorHandle {
  return converted(binding, 'Bitcast', from, [
    { name: 'T', type: binding.TF_ATTR_TYPE, value: from.dtype },
    { name: 'type', type: binding.TF_ATTR_TYPE, value: to },
  ]);
}

function cast(binding: Binding, from: Source, to: number): TensorHandle {
  return converted(binding, 'Cast', from, [
    { name: 'SrcT', type: binding.TF_ATTR_TYPE, value: from.dtype },
    { name: 'DstT', type: binding.TF_ATTR_TYPE, value: to },
    { name: 'Truncate', type: binding.TF_ATTR_BOOL, value: false },
  ]);
}

function converted(
  binding: Binding,
  op: string,
  from: Source,
  attributes: Parameters<Binding['executeOp']>[1],
): TensorHandle {
  const [result] = binding.executeOp(op, attributes, [from.id], 1);
  if (result) return result;
  throw new AppError({ code: 'internal', message: 'TensorFlow answered with no tensor.' });
}

function bytesOf(data: ReturnType<Binding['tensorDataSync']>): Uint8Array {
  if (Array.isArray(data)) throw new TypeError('Strings are no numbers.');
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function known(name: string): Dtype {
  const dtype = dtypeFromName(name);
  if (dtype && dtype.bytes > 0) return dtype;
  throw new AppError({ code: 'unsupported', message: `A value of dtype ${name} cannot be fed.` });
}

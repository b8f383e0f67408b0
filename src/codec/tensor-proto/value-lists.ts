import { dtypeFromName } from '../../core/dtypes.ts';
import type { DtypeName } from '../../protocol/model.ts';
import { TensorProtoSchema } from '../protobuf/generated/tensorflow/tensor_pb.ts';

/** The list of a TensorProto in which a dtype's elements stand where they are not in `tensor_content`. */
export interface ValueList {
  /** The field's number. */
  readonly field: number;
  /** How an item stands on the wire: a varint, or its own little-endian bytes. */
  readonly wire: 'varint' | 'fixed' | 'bytes';
  /** Bytes of an item; a complex number is two items. */
  readonly itemBytes: number;
}

const { field } = TensorProtoSchema;

const byDtype: Readonly<Record<string, readonly [{ readonly number: number }, ValueList['wire']]>> =
  {
    float32: [field.floatVal, 'fixed'],
    float64: [field.doubleVal, 'fixed'],
    complex64: [field.scomplexVal, 'fixed'],
    complex128: [field.dcomplexVal, 'fixed'],
    int64: [field.int64Val, 'varint'],
    uint32: [field.uint32Val, 'varint'],
    uint64: [field.uint64Val, 'varint'],
    bool: [field.boolVal, 'varint'],
    float16: [field.halfVal, 'varint'],
    bfloat16: [field.halfVal, 'varint'],
  };

/**
 * Where the numbers of a dtype stand (comments of tensorflow/core/framework/tensor.proto): every integer of at most
 * 32 bits that has no list of its own is in `int_val`, every float of one byte is a byte of `float8_val`.
 * @returns null for a dtype that has no numbers
 */
export function valueListOf(dtype: DtypeName): ValueList | null {
  const known = dtypeFromName(dtype);
  if (!known || known.bytes === 0) return null;
  const [list, wire] =
    byDtype[dtype] ??
    (known.kind === 'float'
      ? [field.float8Val, 'bytes' as const]
      : [field.intVal, 'varint' as const]);
  return {
    field: list.number,
    wire,
    itemBytes: known.kind === 'complex' ? known.bytes / 2 : known.bytes,
  };
}

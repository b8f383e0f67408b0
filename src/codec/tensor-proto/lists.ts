import { TensorProtoSchema } from '../protobuf/generated/tensorflow/tensor_pb.ts';
import type { DtypeName } from '../../protocol/model.ts';

/** The field in which a TensorProto lists values of a dtype, and how they are written there. */
export interface NumberList {
  /** Number of the field. */
  readonly field: number;
  /** Whether the field holds the elements' own bytes; else varints, of which the lowest bytes are the element. */
  readonly plain: boolean;
}

const { field } = TensorProtoSchema;

const plain = (number: number): NumberList => ({ field: number, plain: true });
const varints = (number: number): NumberList => ({ field: number, plain: false });

/** By dtype, as the comments of tensorflow/core/framework/tensor.proto say; dtypes without values are not in it. */
export const listFields: Readonly<Record<DtypeName, NumberList>> = {
  float32: plain(field.floatVal.number),
  float64: plain(field.doubleVal.number),
  complex64: plain(field.scomplexVal.number),
  complex128: plain(field.dcomplexVal.number),
  float16: varints(field.halfVal.number),
  bfloat16: varints(field.halfVal.number),
  bool: varints(field.boolVal.number),
  int64: varints(field.int64Val.number),
  uint32: varints(field.uint32Val.number),
  uint64: varints(field.uint64Val.number),
  string: plain(field.stringVal.number),
  ...Object.fromEntries(
    [
      'float8_e5m2',
      'float8_e4m3fn',
      'float8_e4m3fnuz',
      'float8_e4m3b11fnuz',
      'float8_e5m2fnuz',
    ].map((name) => [name, plain(field.float8Val.number)]),
  ),
  ...Object.fromEntries(
    [
      ...['int8', 'int16', 'int32', 'uint8', 'uint16', 'qint8', 'quint8', 'qint16', 'quint16'],
      ...['qint32', 'int2', 'int4', 'uint2', 'uint4'],
    ].map((name) => [name, varints(field.intVal.number)]),
  ),
};

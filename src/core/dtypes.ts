import type { DtypeName } from '../protocol/model.ts';

export type DtypeKind = 'float' | 'int' | 'uint' | 'bool' | 'complex' | 'string' | 'other';

export interface Dtype {
  /** Number in `tensorflow/core/framework/types.proto`. */
  readonly number: number;
  readonly name: DtypeName;
  readonly kind: DtypeKind;
  /**
   * Bytes of one element in a TensorBundle and in memory; 0 where it varies (string) or there are none
   * (resource, variant). int2, int4 and uint4 take a whole byte in TensorFlow, packed nowhere.
   */
  readonly bytes: number;
}

/** `DataType` of tensorflow/core/framework/types.proto, names as `tf.dtypes.DType.name` gives them. */
export const dtypes: readonly Dtype[] = [
  { number: 1, name: 'float32', kind: 'float', bytes: 4 },
  { number: 2, name: 'float64', kind: 'float', bytes: 8 },
  { number: 3, name: 'int32', kind: 'int', bytes: 4 },
  { number: 4, name: 'uint8', kind: 'uint', bytes: 1 },
  { number: 5, name: 'int16', kind: 'int', bytes: 2 },
  { number: 6, name: 'int8', kind: 'int', bytes: 1 },
  { number: 7, name: 'string', kind: 'string', bytes: 0 },
  { number: 8, name: 'complex64', kind: 'complex', bytes: 8 },
  { number: 9, name: 'int64', kind: 'int', bytes: 8 },
  { number: 10, name: 'bool', kind: 'bool', bytes: 1 },
  { number: 11, name: 'qint8', kind: 'int', bytes: 1 },
  { number: 12, name: 'quint8', kind: 'uint', bytes: 1 },
  { number: 13, name: 'qint32', kind: 'int', bytes: 4 },
  { number: 14, name: 'bfloat16', kind: 'float', bytes: 2 },
  { number: 15, name: 'qint16', kind: 'int', bytes: 2 },
  { number: 16, name: 'quint16', kind: 'uint', bytes: 2 },
  { number: 17, name: 'uint16', kind: 'uint', bytes: 2 },
  { number: 18, name: 'complex128', kind: 'complex', bytes: 16 },
  { number: 19, name: 'float16', kind: 'float', bytes: 2 },
  { number: 20, name: 'resource', kind: 'other', bytes: 0 },
  { number: 21, name: 'variant', kind: 'other', bytes: 0 },
  { number: 22, name: 'uint32', kind: 'uint', bytes: 4 },
  { number: 23, name: 'uint64', kind: 'uint', bytes: 8 },
  { number: 24, name: 'float8_e5m2', kind: 'float', bytes: 1 },
  { number: 25, name: 'float8_e4m3fn', kind: 'float', bytes: 1 },
  { number: 26, name: 'float8_e4m3fnuz', kind: 'float', bytes: 1 },
  { number: 27, name: 'float8_e4m3b11fnuz', kind: 'float', bytes: 1 },
  { number: 28, name: 'float8_e5m2fnuz', kind: 'float', bytes: 1 },
  { number: 29, name: 'int4', kind: 'int', bytes: 1 },
  { number: 30, name: 'uint4', kind: 'uint', bytes: 1 },
  { number: 31, name: 'int2', kind: 'int', bytes: 1 },
  { number: 32, name: 'uint2', kind: 'uint', bytes: 1 },
];

const byNumber = new Map(dtypes.map((dtype) => [dtype.number, dtype]));
const byName = new Map(dtypes.map((dtype) => [dtype.name, dtype]));

/** The dtype with this number; reference dtypes (101 … 132) are `<name>_ref`, unknown numbers `dtype(99)`. */
export function dtypeFromNumber(number: number): Dtype {
  const known = byNumber.get(number);
  if (known) return known;
  const referenced = byNumber.get(number - 100);
  if (referenced) return { number, name: `${referenced.name}_ref`, kind: 'other', bytes: 0 };
  return { number, name: `dtype(${String(number)})`, kind: 'other', bytes: 0 };
}

export function dtypeFromName(name: DtypeName): Dtype | undefined {
  return byName.get(name);
}

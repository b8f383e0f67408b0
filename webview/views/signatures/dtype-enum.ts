/** Names whose `DataType` is not just the upper case of the dtype (tensorflow/core/framework/types.proto). */
const irregular: Readonly<Record<string, string>> = {
  float16: 'HALF',
  float32: 'FLOAT',
  float64: 'DOUBLE',
  'dtype(0)': 'INVALID',
};

/** "float32" as protobuf says it: "DT_FLOAT"; a reference variable's "float32_ref" is "DT_FLOAT_REF". */
export function dtypeEnumName(dtype: string): string {
  const plain = dtype.replace(/_ref$/, '');
  const name = irregular[plain] ?? plain.toUpperCase();
  return `DT_${name}${plain === dtype ? '' : '_REF'}`;
}

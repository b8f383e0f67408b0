/** Names whose `DataType` is not just the upper case of the dtype (tensorflow/core/framework/types.proto). */
const irregular: Readonly<Record<string, string>> = {
  float16: 'DT_HALF',
  float32: 'DT_FLOAT',
  float64: 'DT_DOUBLE',
};

/** "float32" as protobuf says it: "DT_FLOAT". */
export function dtypeEnumName(dtype: string): string {
  return irregular[dtype] ?? `DT_${dtype.toUpperCase()}`;
}

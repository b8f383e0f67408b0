import type { Shape } from '../../../protocol/model.ts';
import type { FieldCursor } from '../../protobuf/field-cursor.ts';
import {
  TensorShapeProto_DimSchema,
  TensorShapeProtoSchema,
} from '../../protobuf/generated/tensorflow/types_pb.ts';

const { dim, unknownRank } = TensorShapeProtoSchema.field;
const { size } = TensorShapeProto_DimSchema.field;

/** A TensorShapeProto, as `shapeFromProto` reads it. */
export function readShape(shape: FieldCursor): Shape {
  const sizes: (number | null)[] = [];
  let unknown = false;
  while (shape.next()) {
    if (shape.number === unknownRank.number) unknown = shape.int32 !== 0;
    else if (shape.number === dim.number) sizes.push(readSize(shape.inside()));
  }
  return unknown ? null : sizes;
}

function readSize(dimension: FieldCursor): number | null {
  let value = 0;
  while (dimension.next()) if (dimension.number === size.number) value = sizeOf(dimension);
  return value < 0 ? null : value;
}

/** −1 for what is unknown, or beyond what any machine can hold. */
function sizeOf(dimension: FieldCursor): number {
  // Nearly all are short, and bigints take their time.
  if (dimension.end - dimension.start < 5) return dimension.int32;
  const value = BigInt.asIntN(64, dimension.value);
  return value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER) ? -1 : Number(value);
}

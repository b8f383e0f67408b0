import type { Shape } from '../../protocol/model.ts';
import type { TensorShapeProto } from './generated/tensorflow/types_pb.ts';

/**
 * A TensorShapeProto in the neutral model's words: absent or of unknown rank is null, −1 is an unknown dimension,
 * and so is a size that no machine can hold (beyond 2^53), which only a damaged file states.
 */
export function shapeFromProto(shape: TensorShapeProto | undefined): Shape {
  if (shape === undefined || shape.unknownRank) return null;
  return shape.dim.map(({ size }) =>
    size < 0n || size > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(size),
  );
}

import { dtypeFromNumber } from '../../core/dtypes.ts';
import type { DtypeName, Shape } from '../../protocol/model.ts';
import type { MessagePlace } from '../protobuf/decode.ts';
import type { OpDef } from '../protobuf/generated/tensorflow/graph_pb.ts';
import type { SourceWalk } from '../protobuf/source-walk.ts';
import { readAttribute, type GraphNode } from './node.ts';

/** Attributes in which ops state the dtype of what they give, in the order in which they are believed. */
const dtypeAttributes = ['dtype', 'T', 'output_type', 'out_type', 'DstT', 'Tout', 'type'];

/**
 * Dtype and shape of one of a node's outputs, as far as the node says them.
 * @param op what the op gives, where the file says it; else the dtype is told by the attributes' names
 */
export async function outputOf(
  walk: SourceWalk,
  node: GraphNode,
  output: number,
  op: OpDef | null,
  place: MessagePlace,
): Promise<{ readonly dtype: DtypeName; readonly shape: Shape }> {
  const stated = op && (await statedDtype(walk, node, output, op, place));
  const number = stated ?? (await likelyDtype(walk, node, place));
  // TensorFlow 1 writes shapes that it inferred. A placeholder's own may be [] where it has none.
  const inferred = (await readAttribute(walk, node, '_output_shapes', place)).shapes;
  const own = output === 0 ? (await readAttribute(walk, node, 'shape', place)).shape : null;
  return {
    dtype: number === null ? 'unknown' : dtypeFromNumber(number).name,
    shape: (inferred.length > output ? inferred[output] : own) ?? null,
  };
}

/** An argument of an op may be one tensor, a number of them, or one for each dtype in a list (op_def.proto). */
async function statedDtype(
  walk: SourceWalk,
  node: GraphNode,
  output: number,
  op: OpDef,
  place: MessagePlace,
): Promise<number | null> {
  let left = output;
  for (const { type, typeAttr, numberAttr, typeListAttr } of op.outputArg) {
    if (typeListAttr !== '') {
      const { dtypes } = await readAttribute(walk, node, typeListAttr, place);
      if (left < dtypes.length) return dtypes[left] ?? null;
      left -= dtypes.length;
      continue;
    }
    const several = numberAttr === '' ? null : await readAttribute(walk, node, numberAttr, place);
    const count = several ? (several.integer ?? 0) : 1;
    if (left < count) {
      return type === 0 ? (await readAttribute(walk, node, typeAttr, place)).dtype : type;
    }
    left -= count;
  }
  return null;
}

async function likelyDtype(
  walk: SourceWalk,
  node: GraphNode,
  place: MessagePlace,
): Promise<number | null> {
  for (const name of dtypeAttributes) {
    const { dtype } = await readAttribute(walk, node, name, place);
    if (dtype !== null) return dtype;
  }
  return null;
}

import type { OpGraph, OpNode } from '../../core/op-graph.ts';
import type { DtypeName } from '../../protocol/model.ts';
import type { TensorSpec } from '../graph.ts';

/** Ops whose result is a bool whatever they take, for graphs that do not describe their ops. */
const asking =
  /^(?:Equal|NotEqual|Less|LessEqual|Greater|GreaterEqual|Logical\w+|IsNan|IsInf|IsFinite|All|Any)$/;

/** Attributes by which ops say what they give, for the same, the surest first. */
const saying = ['output_type', 'out_type', 'DstT', 'Tout', 'dtype', 'Tparams', 'T'];

/** What an op gives, by output: shapes as they were saved, dtypes as its OpDef says. */
export function outputSpecs(
  node: OpNode,
  { outputArguments }: Pick<OpGraph, 'outputArguments'>,
): readonly TensorSpec[] {
  const { shapes } = node;
  const outputs = outputArguments.get(node.op);
  const dtypeOf = (output: number): DtypeName | null => {
    if (!outputs) return guessed(node);
    const isPlain = outputs.every(({ isList }) => !isList);
    const argument = isPlain || outputs.length === 1 ? outputs[isPlain ? output : 0] : undefined;
    return argument ? (argument.dtype ?? node.types.get(argument.typeAttribute) ?? null) : null;
  };
  const count = Math.max(1, shapes.length, outputs?.length ?? 0);
  return Array.from({ length: count }, (_, output) => ({
    dtype: dtypeOf(output),
    shape: shapes[output] ?? null,
  }));
}

function guessed({ op, types, dtype }: OpNode): DtypeName | null {
  if (asking.test(op)) return 'bool';
  const attribute = saying.find((name) => types.has(name));
  return attribute === undefined ? dtype : (types.get(attribute) ?? null);
}

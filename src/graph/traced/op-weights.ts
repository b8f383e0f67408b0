import type { Capture } from '../../core/op-graph.ts';
import type { Steps } from '../../core/steps.ts';
import type { GraphWeight } from '../../protocol/graph.ts';
import type { FlatGraph, FlatOp, Source } from './flat-graph.ts';
import { isCarrier, isPlumbing, isStore } from './plumbing.ts';

/** A weight of an op, and the object that holds it. */
export interface OpWeight extends GraphWeight {
  /** Attribute path of the variable, `user_embedding/embeddings`; '' where there is none. */
  readonly path: string;
}

/** Weights that are told of one op; one that is handed all of a model's takes none for itself. */
const mostWeights = 64;

/**
 * What variables, tables and large constants enter each op, also through what only hands them on (ReadVariableOp,
 * Cast to half precision). By op; none for what hands on, because it does nothing with them.
 *
 * @param tensors names of the artifact's tensors
 */
export function* opWeights(
  { ops, inputs }: FlatGraph,
  tensors: ReadonlySet<string>,
): Steps<readonly (readonly OpWeight[])[]> {
  const known = new Map<number, readonly OpWeight[]>();
  const all: (readonly OpWeight[])[] = [];
  for (let op = 0; op < ops.length; op++) {
    yield;
    all.push(isPlumbing(ops[op]?.node.op ?? '') ? [] : entering(op));
  }
  return all;

  function entering(start: number): readonly OpWeight[] {
    const answer = known.get(start);
    if (answer) return answer;
    const found = new Map<string, OpWeight>();
    const seen = new Set([start]);
    const stack: Source[] = [...(inputs[start] ?? [])].reverse();
    for (let source = stack.pop(); source && found.size < mostWeights; source = stack.pop()) {
      if (source.kind === 'input') continue;
      if (source.kind === 'capture') {
        const weight = captured(source.capture);
        if (weight) found.set(keyOf(weight), weight);
        continue;
      }
      const op = ops[source.op];
      if (!op) continue;
      const stored = storedIn(op, tensors);
      if (stored) found.set(keyOf(stored), stored);
      else if (isCarrier(op.node.op) && !seen.has(source.op)) {
        seen.add(source.op);
        const told = known.get(source.op);
        if (told) for (const weight of told) found.set(keyOf(weight), weight);
        else stack.push(...[...(inputs[source.op] ?? [])].reverse());
      }
    }
    const weights = [...found.values()];
    known.set(start, weights);
    return weights;
  }
}

function keyOf({ tensor, path, name }: OpWeight): string {
  return tensor ?? `${path}\n${name}`;
}

function captured(capture: Capture): OpWeight | null {
  if (capture.kind === 'asset' || capture.kind === 'other') return null;
  // A constant of one element is a number in the code, not something that was learnt.
  if (capture.kind === 'constant' && isSmall(capture.shape)) return null;
  const { path, name, tensor, dtype, shape } = capture;
  const attribute = path.slice(path.lastIndexOf('/') + 1);
  // An item of a list says less than what the variable was called: `kernel`.
  const isItem = attribute === '' || /^\d+$/.test(attribute);
  return {
    path,
    name:
      capture.kind === 'table'
        ? 'table'
        : isItem && name !== ''
          ? name.slice(name.lastIndexOf('/') + 1)
          : attribute,
    dtype: dtype ?? 'resource',
    shape,
    tensor,
  };
}

/** What a graph without objects holds: variables of TensorFlow 1, and constants that were variables once. */
function storedIn(
  { node, function: within, path }: FlatOp,
  tensors: ReadonlySet<string>,
): OpWeight | null {
  const isConstant = node.op === 'Const';
  if (!isStore(node.op) && !(isConstant && within === null && !isSmall(node.valueShape)))
    return null;
  const names = [node.sharedName, node.name];
  const tensor = names.find((each) => each !== '' && tensors.has(each)) ?? null;
  if (isConstant && tensor === null) return null;
  const long = tensor ?? path;
  return {
    path: long,
    name: long.slice(long.lastIndexOf('/') + 1),
    dtype: node.dtype ?? 'resource',
    shape: node.valueShape,
    tensor,
  };
}

function isSmall(shape: OpWeight['shape']): boolean {
  return shape !== null && shape.reduce<number>((product, size) => product * (size ?? 1), 1) <= 1;
}

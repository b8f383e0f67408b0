import type { OpGraph } from '../../core/op-graph.ts';
import type { Steps } from '../../core/steps.ts';
import type { TensorInfo } from '../../protocol/model.ts';
import { flatGraph, type Ends, type FlatGraph } from './flat-graph.ts';
import { opWeights, type OpWeight } from './op-weights.ts';
import { reached } from './reached.ts';
import { scopesOf, type Scope } from './scopes.ts';

/** A traced function before anything is said of layers. */
export interface TracedScopes {
  readonly flat: FlatGraph;
  /** Numbers of the ops that the outputs need. */
  readonly wanted: ReadonlySet<number>;
  /** What enters each op, by op. */
  readonly weights: readonly (readonly OpWeight[])[];
  readonly root: Scope;
}

/** Functions in place of their calls, and the ops that are left in their scopes. */
export function* tracedScopes(
  ops: OpGraph,
  ends: Ends,
  tensors: readonly TensorInfo[],
): Steps<TracedScopes> {
  const flat = yield* flatGraph(ops, ends);
  const wanted = yield* reached(flat);
  const weights = yield* opWeights(flat, new Set(tensors.map(({ name }) => name)));
  const root = yield* scopesOf(flat, wanted);
  return { flat, wanted, weights, root };
}

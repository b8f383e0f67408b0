import type { FlatOp } from './flat-graph.ts';
import { allScopes, type Scope } from './scopes.ts';

/** Ops that are activations of Keras, by its names for them. */
const activations: ReadonlyMap<string, string> = new Map([
  ['Relu', 'relu'],
  ['Relu6', 'relu6'],
  ['Elu', 'elu'],
  ['Selu', 'selu'],
  ['LeakyRelu', 'leaky_relu'],
  ['Sigmoid', 'sigmoid'],
  ['Tanh', 'tanh'],
  ['Softmax', 'softmax'],
  ['LogSoftmax', 'log_softmax'],
  ['Softplus', 'softplus'],
  ['Softsign', 'softsign'],
]);

/** A layer of more ops has activations inside that are not its own. */
const mostOps = 40;

/** The one activation among a layer's ops, as its config would name it; '' where there is none, or several. */
export function activationOf(scope: Scope, ops: readonly FlatOp[]): string {
  const held = allScopes(scope).flatMap((each) => each.ops);
  if (held.length > mostOps) return '';
  const found = held.flatMap((op) => activations.get(ops[op]?.node.op ?? '') ?? []);
  return found.length === 1 ? (found[0] ?? '') : '';
}

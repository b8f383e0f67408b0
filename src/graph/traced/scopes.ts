import type { Steps } from '../../core/steps.ts';
import type { FlatGraph } from './flat-graph.ts';

/** Ops whose names begin alike: `dense/MatMul` and `dense/BiasAdd`. */
export interface Scope {
  /** '' for the outermost. */
  readonly path: string;
  readonly name: string;
  readonly parent: Scope | null;
  readonly scopes: Map<string, Scope>;
  /** Numbers of the ops that stand in it and in no scope of it. */
  readonly ops: number[];
  /** The op of control flow whose functions it holds: `While`; null for a mere scope. */
  readonly region: string | null;
}

/** Names in names; what lies deeper stands in the last. */
const deepest = 64;

/**
 * Scopes of the ops' names. What is named behind an op (`concat/axis`, `MatMul/ReadVariableOp`) stands beside it: it is
 * a part of how TensorFlow writes that op, and no group of the author's.
 *
 * @param wanted numbers of the ops that are to be seen
 * @returns the outermost
 */
export function* scopesOf({ ops, regions }: FlatGraph, wanted: Iterable<number>): Steps<Scope> {
  const root: Scope = {
    path: '',
    name: '',
    parent: null,
    scopes: new Map(),
    ops: [],
    region: null,
  };
  const regionOf = new Map(regions.map(({ path, op }) => [path, op]));
  const shown = [...wanted];
  const names = new Set(shown.map((op) => ops[op]?.path));
  for (const op of shown) {
    yield;
    const parts = (ops[op]?.path ?? '').split('/');
    let scope = root;
    for (const part of parts.slice(0, -1).slice(0, deepest)) {
      const path = scope === root ? part : `${scope.path}/${part}`;
      if (names.has(path)) break;
      let inner = scope.scopes.get(part);
      if (!inner) {
        const region = regionOf.get(path) ?? null;
        inner = { path, name: part, parent: scope, scopes: new Map(), ops: [], region };
        scope.scopes.set(part, inner);
      }
      scope = inner;
    }
    scope.ops.push(op);
  }
  return root;
}

/** Every scope, those that hold others in front of them. */
export function allScopes(root: Scope): readonly Scope[] {
  const found: Scope[] = [];
  const stack = [root];
  for (let scope = stack.pop(); scope; scope = stack.pop()) {
    found.push(scope);
    for (const inner of [...scope.scopes.values()].reverse()) stack.push(inner);
  }
  return found;
}

/** A scope and those around it, the outermost last. */
export function outwards(scope: Scope): readonly Scope[] {
  const found: Scope[] = [];
  for (let at: Scope | null = scope; at; at = at.parent) found.push(at);
  return found;
}

import type { Capture, OpFunction, OpGraph, OpNode } from '../../../../src/core/op-graph.ts';

/** A NodeDef with what a test says of it. */
export function op(
  name: string,
  type: string,
  inputs: readonly string[] = [],
  over: Partial<OpNode> = {},
): OpNode {
  return {
    name,
    op: type,
    inputs,
    device: '',
    callees: [],
    shapes: [[null, 4]],
    dtype: 'float32',
    types: new Map([['T', 'float32']]),
    sharedName: '',
    valueShape: null,
    attributes: () => [],
    ...over,
  };
}

/** A function whose parameters and results are named as in a file. */
export function fn(
  name: string,
  parameters: readonly string[],
  results: readonly string[],
  ...nodes: readonly OpNode[]
): OpFunction {
  return {
    name,
    parameters: parameters.map((each) => ({ name: each, dtype: 'float32', shape: null })),
    results: results.map((from) => ({ name: 'out', dtype: 'float32', from })),
    controlResults: [],
    nodes,
  };
}

export function opGraph(
  nodes: readonly OpNode[],
  functions: readonly OpFunction[] = [],
  captures: Readonly<Record<string, readonly Capture[]>> = {},
): OpGraph {
  return {
    nodes,
    functions: new Map(functions.map((each) => [each.name, each])),
    outputArguments: new Map(),
    captures: new Map(Object.entries(captures)),
    cut: false,
  };
}

export function variable(path: string, shape: readonly number[] = [4, 4]): Capture {
  return { kind: 'variable', path, name: path, tensor: path, dtype: 'float32', shape };
}

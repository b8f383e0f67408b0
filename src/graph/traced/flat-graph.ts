import type { Capture, OpGraph, OpNode } from '../../core/op-graph.ts';
import type { Steps } from '../../core/steps.ts';
import type { TensorSpec } from '../graph.ts';
import { isCall, ownInputs } from './plumbing.ts';

/** An op of a graph whose functions stand where they are called. */
export interface FlatOp {
  readonly node: OpNode;
  /** Its name behind the names of the calls around it, `/` between; not always unique. */
  readonly path: string;
  /** The function in whose body it stands; null for the graph itself. */
  readonly function: string | null;
  readonly frame: number;
}

/** Where a value comes from: an output of an op, an input of what was started at, or what a function has captured. */
export type Source =
  | { readonly kind: 'op'; readonly op: number; readonly output: number }
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'capture'; readonly capture: Capture };

/** Whose ops a path stands for that is a call of control flow: `While` at `rnn/while`. */
export interface Region {
  readonly path: string;
  readonly op: string;
}

export interface FlatGraph {
  readonly ops: readonly FlatOp[];
  readonly regions: readonly Region[];
  /** Where each data input of an op comes from, by op. */
  readonly inputs: readonly (readonly Source[])[];
  /** By the output's name. */
  readonly outputs: ReadonlyMap<
    string,
    { readonly sources: readonly Source[]; readonly spec: TensorSpec }
  >;
  readonly cut: boolean;
}

/** Where to start and where to end: tensors of the graph itself, by the names that a signature gives them. */
export interface Ends {
  /** Name of the signature's input → the graph's node that stands for it. */
  readonly inputs: ReadonlyMap<string, string>;
  /** Name of the signature's output → tensor, and what the signature says of it. */
  readonly outputs: ReadonlyMap<string, { readonly tensor: string; readonly spec: TensorSpec }>;
}

/** Ops that are told of one graph with its functions in place, calls that are, and calls in calls. */
const [mostOps, mostCalls, deepest] = [200_000, 20_000, 64];

/** Steps through calls and results from an input to where it comes from; real models need a few for each call. */
const mostHops = 4096;

/** One call of a function; the first is the graph itself. */
interface Frame {
  readonly index: number;
  readonly function: string | null;
  readonly prefix: string;
  readonly parent: Frame | null;
  /** The call in `parent`. */
  readonly call: OpNode | null;
  readonly depth: number;
  readonly nodes: readonly OpNode[];
  readonly parameters: ReadonlyMap<string, number>;
  readonly results: readonly string[];
  readonly captures: readonly Capture[];
  /** Number of the op of each name. */
  readonly ops: Map<string, number>;
  /** Frames of each call of it, by the call's name. */
  readonly frames: Map<string, readonly Frame[]>;
}

/**
 * Puts functions in the place of their calls, and says where every input comes from. What calls itself, or lies more
 * than 64 calls deep, stays an op.
 */
export function* flatGraph(graph: OpGraph, ends: Ends): Steps<FlatGraph> {
  const ops: FlatOp[] = [];
  const regions: Region[] = [];
  let cut = graph.cut;
  const frames: Frame[] = [];
  const open = (of: Omit<Frame, 'index' | 'ops' | 'frames'>): Frame => {
    const frame = { ...of, index: frames.length, ops: new Map(), frames: new Map() };
    frames.push(frame);
    return frame;
  };
  const root = open({
    function: null,
    prefix: '',
    parent: null,
    call: null,
    depth: 0,
    nodes: graph.nodes,
    parameters: new Map(),
    results: [],
    captures: [],
  });
  const callOf = (node: OpNode, frame: Frame, prefix: string): Frame[] => {
    const called: Frame[] = [];
    for (const name of node.callees) {
      const body = graph.functions.get(name);
      if (!body || frame.depth >= deepest || isWithin(frame, name)) return [];
      if (ops.length + body.nodes.length > mostOps || frames.length >= mostCalls) {
        cut = true;
        return [];
      }
      called.push(
        open({
          function: name,
          prefix,
          parent: frame,
          call: node,
          depth: frame.depth + 1,
          nodes: body.nodes,
          parameters: new Map(body.parameters.map((parameter, index) => [parameter.name, index])),
          results: body.results.map(({ from }) => from),
          captures: graph.captures.get(name) ?? [],
        }),
      );
    }
    return called;
  };

  for (let next = 0; next < frames.length; next++) {
    const frame = frames[next] ?? root;
    for (const node of frame.nodes) {
      yield;
      const path = frame.prefix + node.name;
      const isControlFlow = ownInputs(node.op) !== null;
      if (isCall(node.op) || isControlFlow) {
        const prefix = isControlFlow ? `${path}/` : callPrefix(frame.prefix, node.name);
        const called = callOf(node, frame, prefix);
        if (called.length > 0) {
          frame.frames.set(node.name, called);
          if (isControlFlow) regions.push({ path, op: node.op });
          continue;
        }
      }
      if (ops.length >= mostOps) {
        cut = true;
        break;
      }
      frame.ops.set(node.name, ops.length);
      ops.push({ node, path, function: frame.function, frame: frame.index });
    }
  }

  const stands = new Map([...ends.inputs].map(([name, node]) => [node, name]));
  const resolve = (start: Frame, reference: string): Source[] => {
    const found: Source[] = [];
    const pending: { frame: Frame; reference: string }[] = [{ frame: start, reference }];
    for (let hops = 0; hops < mostHops; hops++) {
      const at = pending.pop();
      if (!at) break;
      const { name, output, argument } = tensorReference(at.reference);
      const { frame } = at;
      const parameter = frame.parameters.get(name);
      if (parameter !== undefined) {
        const handed = handedTo(frame, parameter);
        if (!handed) continue;
        if ('reference' in handed) pending.push(handed);
        else found.push(handed);
        continue;
      }
      if (frame === root && stands.has(name)) {
        found.push({ kind: 'input', name: stands.get(name) ?? name });
        continue;
      }
      const called = frame.frames.get(name);
      if (called) {
        for (const each of bodies(called)) {
          const result = each.results[output];
          if (result !== undefined) pending.push({ frame: each, reference: result });
        }
        continue;
      }
      const op = frame.ops.get(name);
      if (op !== undefined) {
        found.push({ kind: 'op', op, output: flatOutput(graph, ops[op]?.node, argument, output) });
      }
    }
    return found;
  };

  const inputs: (readonly Source[])[] = [];
  for (const { node, frame } of ops) {
    yield;
    const within = frames[frame] ?? root;
    inputs.push(
      node.inputs.flatMap((input) => (input.startsWith('^') ? [] : resolve(within, input))),
    );
  }
  const outputs = new Map(
    [...ends.outputs].map(([name, { tensor, spec }]) => [
      name,
      { sources: resolve(root, tensor), spec },
    ]),
  );
  return { ops, regions, inputs, outputs, cut };
}

function isWithin(frame: Frame, name: string): boolean {
  for (let at: Frame | null = frame; at; at = at.parent) if (at.function === name) return true;
  return false;
}

/** A call stands for nothing by itself: what `dense/StatefulPartitionedCall` calls is `dense/MatMul`. */
function callPrefix(prefix: string, name: string): string {
  const slash = name.lastIndexOf('/');
  const last = name.slice(slash + 1);
  if (/^(?:Stateful)?PartitionedCall(?:_\d+)?$/.test(last))
    return prefix + name.slice(0, slash + 1);
  return `${prefix}${name}/`;
}

/** Of what control flow runs, the parts whose results it gives: of a loop its `body`, which stands before its `cond`. */
function bodies(called: readonly Frame[]): readonly Frame[] {
  return called[0]?.call?.op.endsWith('While') ? called.slice(0, 1) : called;
}

/** What a function gets for a parameter: what it has captured, or what its call was handed. */
function handedTo(
  frame: Frame,
  parameter: number,
): { frame: Frame; reference: string } | Source | null {
  const { parent, call, captures, parameters } = frame;
  const captured = captures[parameter - (parameters.size - captures.length)];
  if (captured) return { kind: 'capture', capture: captured };
  if (!parent || !call) return null;
  const handed = call.inputs.filter((input) => !input.startsWith('^'));
  const reference = handed[parameter + (ownInputs(call.op) ?? 0)];
  return reference === undefined ? null : { frame: parent, reference };
}

/** `node`, `node:1`, `node:argument:1`. */
function tensorReference(reference: string): { name: string; argument: string; output: number } {
  const [name = '', second, third] = reference.split(':');
  if (third !== undefined) return { name, argument: second ?? '', output: Number(third) || 0 };
  return { name, argument: '', output: Number(second ?? 0) || 0 };
}

/** Of several output arguments each may be a list; where none before is one, the argument's place is the output's. */
function flatOutput(
  graph: OpGraph,
  node: OpNode | undefined,
  argument: string,
  output: number,
): number {
  if (argument === '' || !node) return output;
  const place = graph.outputArguments.get(node.op)?.findIndex(({ name }) => name === argument) ?? 0;
  return Math.max(0, place) + output;
}

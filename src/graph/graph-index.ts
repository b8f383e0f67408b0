import { elementCount } from '../core/shape.ts';
import type { Graph, GraphEdge, GraphNode, TensorSpec } from './graph.ts';

/** Which edges there are: those between ops, or those between what is left when plumbing is passed through. */
export type Level = 'layers' | 'ops';

/** A tensor on its way between two nodes, by their numbers. */
export interface Flow {
  readonly from: number;
  readonly to: number;
  readonly spec: TensorSpec;
}

const unknown: TensorSpec = { dtype: null, shape: null };

/** Ways through plumbing into one node that are followed; a real node has a few, and a made one may have millions. */
const mostSources = 256;

/** A graph with what is asked of it again and again. Nodes go by their number in `Graph.nodes`. */
export class GraphIndex {
  readonly graph: Graph;
  /** Number of the parent, by number; −1 at the top. */
  readonly parents: Int32Array;
  readonly children: readonly (readonly number[])[];
  /** Ops in each node, at any depth; 1 for an op. */
  readonly ops: Int32Array;
  /** The same without plumbing, and with ends and layers: 0 for what nobody who looks at layers wants to see. */
  readonly substance: Int32Array;
  readonly #numbers: ReadonlyMap<string, number>;
  #parameters: Float64Array | undefined;
  #flows: Partial<Record<Level, readonly Flow[]>> = {};

  constructor(graph: Graph) {
    this.graph = graph;
    const { nodes } = graph;
    this.#numbers = new Map(nodes.map(({ id }, number) => [id, number]));
    this.parents = Int32Array.from(nodes, ({ parent }) =>
      parent === null ? -1 : (this.#numbers.get(parent) ?? -1),
    );
    const children: number[][] = nodes.map(() => []);
    this.parents.forEach((parent, number) => children[parent]?.push(number));
    this.children = children;
    this.ops = Int32Array.from(nodes, ({ kind }) => (kind === 'op' ? 1 : 0));
    this.substance = Int32Array.from(nodes, ({ kind, isPlumbing }) =>
      isPlumbing || kind === 'group' ? 0 : 1,
    );
    // Groups come before what they hold: from the last to the first each sum is complete when it is added.
    for (let number = nodes.length - 1; number >= 0; number--) {
      const parent = this.parents[number] ?? -1;
      if (parent < 0) continue;
      this.ops[parent] = (this.ops[parent] ?? 0) + (this.ops[number] ?? 0);
      this.substance[parent] = (this.substance[parent] ?? 0) + (this.substance[number] ?? 0);
    }
  }

  number(id: string): number | null {
    return this.#numbers.get(id) ?? null;
  }

  node(number: number): GraphNode {
    const node = this.graph.nodes[number];
    if (!node) throw new RangeError(`There is no node ${String(number)}.`);
    return node;
  }

  /** The groups around a node, from the outermost inwards. */
  ancestors(number: number): readonly number[] {
    const found: number[] = [];
    for (let at = this.parents[number] ?? -1; at >= 0; at = this.parents[at] ?? -1) found.push(at);
    return found.reverse();
  }

  /** Whether a node is a group, or lies in it. */
  isWithin(number: number, group: number): boolean {
    for (let at = number; at >= 0; at = this.parents[at] ?? -1) if (at === group) return true;
    return false;
  }

  /** Elements of the artifact's tensors that enter each node or what it holds, each tensor once. */
  get parameters(): Float64Array {
    if (this.#parameters) return this.#parameters;
    const held = new Map<number, Set<string>>();
    const totals = new Float64Array(this.graph.nodes.length);
    this.graph.nodes.forEach(({ weights }, number) => {
      for (const { tensor, shape } of weights) {
        if (tensor === null) continue;
        const elements = shape === null ? 0 : elementCount(shape.map((size) => size ?? 0));
        for (const holder of [number, ...this.ancestors(number)]) {
          const known = held.get(holder) ?? new Set();
          held.set(holder, known);
          if (known.has(tensor)) continue;
          known.add(tensor);
          totals[holder] = (totals[holder] ?? 0) + elements;
        }
      }
    });
    this.#parameters = totals;
    return totals;
  }

  /** What flows where, without control: at `layers` through plumbing to what it comes from. */
  flow(level: Level): readonly Flow[] {
    return (this.#flows[level] ??= level === 'ops' ? this.#direct() : this.#throughPlumbing());
  }

  #direct(): readonly Flow[] {
    return this.graph.edges.flatMap((edge) => {
      const [from, to] = [this.number(edge.from), this.number(edge.to)];
      if (edge.output < 0 || from === null || to === null) return [];
      return [{ from, to, spec: this.#spec(from, edge) }];
    });
  }

  #spec(from: number, { output }: GraphEdge): TensorSpec {
    return this.node(from).outputs[output] ?? unknown;
  }

  #throughPlumbing(): readonly Flow[] {
    const direct = this.flow('ops');
    const into = new Map<number, Flow[]>();
    for (const flow of direct) {
      if (!this.#isPlumbing(flow.to)) continue;
      const known = into.get(flow.to);
      if (known) known.push(flow);
      else into.set(flow.to, [flow]);
    }
    const known = new Map<number, readonly number[]>();
    return direct.flatMap(({ from, to, spec }) => {
      if (this.#isPlumbing(to)) return [];
      if (!this.#isPlumbing(from)) return [{ from, to, spec }];
      return this.#sources(from, into, known).map((source) => ({ from: source, to, spec }));
    });
  }

  #isPlumbing(number: number): boolean {
    return this.graph.nodes[number]?.isPlumbing === true;
  }

  /** What comes out of a plumbing node came from these; a walk without recursion, which a cycle does not hold up. */
  #sources(
    start: number,
    into: ReadonlyMap<number, readonly Flow[]>,
    known: Map<number, readonly number[]>,
  ): readonly number[] {
    const answer = known.get(start);
    if (answer) return answer;
    const sources = new Set<number>();
    const seen = new Set([start]);
    const stack = [start];
    for (let at = stack.pop(); at !== undefined && sources.size < mostSources; at = stack.pop()) {
      const told = known.get(at);
      if (told) {
        for (const source of told) sources.add(source);
        continue;
      }
      for (const { from } of into.get(at) ?? []) {
        if (!this.#isPlumbing(from)) sources.add(from);
        else if (!seen.has(from)) {
          seen.add(from);
          stack.push(from);
        }
      }
    }
    const found = [...sources];
    known.set(start, found);
    return found;
  }
}

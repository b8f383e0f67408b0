import type { Steps } from '../../core/steps.ts';
import { limits } from '../../protocol/limits.ts';
import { edgeCost } from './edges.ts';
import type { ObjectGraph } from './object-graph.ts';

/** How a node is reached on its best path. */
export interface Step {
  /** The node before; −1 for the root. */
  readonly from: number;
  /** Name of the reference; '' for the root. */
  readonly name: string;
  /** References between the root and the node. */
  readonly depth: number;
}

interface Candidate extends Step {
  readonly node: number;
  readonly cost: number;
  /** Order of discovery: among equals the file's order decides. */
  readonly order: number;
}

/**
 * For every object the path that its author would write: the one with the fewest names of Keras's own
 * (`edgeCost`), among those the shortest, among those the first in the file's order. Dijkstra's search; cycles and
 * shared objects are fine.
 *
 * @returns by node; undefined for what no path shorter than `limits.objectGraphDepth` leads to
 */
export function* bestPaths(graph: ObjectGraph): Steps<readonly (Step | undefined)[]> {
  const steps = new Array<Step | undefined>(graph.nodes.length).fill(undefined);
  const heap = new CandidateHeap();
  let order = 0;
  if (graph.nodes.length > 0) {
    heap.push({ node: 0, from: -1, name: '', depth: 0, cost: 0, order: order++ });
  }
  for (let candidate = heap.pop(); candidate; candidate = heap.pop()) {
    yield;
    if (steps[candidate.node]) continue;
    steps[candidate.node] = candidate;
    if (candidate.depth >= limits.objectGraphDepth) continue;
    for (const child of graph.nodes[candidate.node]?.children ?? []) {
      if (steps[child.node]) continue;
      heap.push({
        node: child.node,
        from: candidate.node,
        name: child.name,
        depth: candidate.depth + 1,
        cost: candidate.cost + edgeCost(child.name),
        order: order++,
      });
    }
  }
  return steps;
}

/** A binary heap: what is popped is least in cost, then depth, then order. */
class CandidateHeap {
  readonly #items: Candidate[] = [];

  push(item: Candidate): void {
    const items = this.#items;
    let index = items.push(item) - 1;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = items[above];
      if (!parent || before(parent, item)) break;
      items[index] = parent;
      index = above;
    }
    items[index] = item;
  }

  pop(): Candidate | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (!last || items.length === 0) return top;
    let index = 0;
    for (;;) {
      const left = items[2 * index + 1];
      const right = items[2 * index + 2];
      if (!left) break;
      const least = right && before(right, left) ? right : left;
      if (before(last, least)) break;
      items[index] = least;
      index = 2 * index + (least === left ? 1 : 2);
    }
    items[index] = last;
    return top;
  }
}

function before(a: Candidate, b: Candidate): boolean {
  return a.cost !== b.cost
    ? a.cost < b.cost
    : a.depth !== b.depth
      ? a.depth < b.depth
      : a.order < b.order;
}

import { AppError } from '../core/errors.ts';
import type { DtypeName, Shape } from '../protocol/model.ts';
import { count } from '../protocol/figures.ts';
import type { GraphQuery } from '../protocol/graph.ts';
import type { GraphIndex } from './graph-index.ts';

/** Nodes that one picture shows; a layout of more takes a minute and shows nothing that could be read. */
export const mostShown = 3000;

/** What is seen of a graph with some of its groups open, by the numbers of its nodes. */
export interface Folded {
  /** Those that are seen, groups before what they hold. */
  readonly nodes: readonly number[];
  readonly isOpen: ReadonlySet<number>;
  readonly edges: readonly FoldedEdge[];
  readonly leftOut: number;
}

export interface FoldedEdge {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly dtype: DtypeName | null;
  readonly shape: Shape;
}

/**
 * Closed groups stand for all that they hold.
 * @throws AppError `limit-exceeded` where more than 3,000 nodes would be seen
 */
export function fold(
  index: GraphIndex,
  { level, opened, closed }: Pick<GraphQuery, 'level' | 'opened' | 'closed'>,
): Folded {
  const { nodes } = index.graph;
  const [byHand, shut] = [new Set(opened), new Set(closed)];
  const isOpen = new Set<number>();
  /** Who is seen in a node's place: itself, or the outermost closed group around it. */
  const standsFor = new Int32Array(nodes.length);
  const seen: number[] = [];
  let leftOut = 0;
  nodes.forEach((node, number) => {
    const parent = index.parents[number] ?? -1;
    const around = parent < 0 || isOpen.has(parent) ? number : (standsFor[parent] ?? number);
    standsFor[number] = around;
    if (around !== number) return;
    if (level === 'layers' && index.substance[number] === 0) {
      leftOut += index.ops[number] ?? 0;
      return;
    }
    seen.push(number);
    const opens = (index.children[number]?.length ?? 0) > 0;
    if (opens && (byHand.has(node.id) || (node.isOpen && !shut.has(node.id)))) isOpen.add(number);
  });
  if (seen.length > mostShown) throw tooMany(seen.length);

  const edges = new Map<number, FoldedEdge & { readonly sources: Set<number> }>();
  for (const { from: source, to: target, spec } of index.flow(level)) {
    const [from, to] = [standsFor[source] ?? source, standsFor[target] ?? target];
    if (index.isWithin(from, to) || index.isWithin(to, from)) continue;
    const key = from * nodes.length + to;
    const known = edges.get(key);
    // One tensor that several ops of a closed group take is one.
    if (known) known.sources.add(source);
    else edges.set(key, { from, to, count: 1, ...spec, sources: new Set([source]) });
  }
  return {
    nodes: seen,
    isOpen,
    edges: [...edges.values()].map(({ sources, ...edge }) => ({ ...edge, count: sources.size })),
    leftOut,
  };
}

function tooMany(shown: number): AppError {
  return new AppError({
    code: 'limit-exceeded',
    message: `${count(shown)} nodes would be in the picture, more than the ${count(mostShown)} that can be told apart. Close some groups.`,
  });
}

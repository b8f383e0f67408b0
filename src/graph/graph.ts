import type { GraphNodeKind, GraphSource, GraphWeight } from '../protocol/graph.ts';
import type { DtypeName, Shape } from '../protocol/model.ts';

/** What one tensor is. `dtype` null and `shape` null where it is not known. */
export interface TensorSpec {
  readonly dtype: DtypeName | null;
  readonly shape: Shape;
}

/** A node of a graph: an end, a layer, an op, or a group of them. */
export interface GraphNode {
  /** Unique in the graph, and the same whenever the artifact is opened. */
  readonly id: string;
  /** Id of the group or layer that holds it; null at the top. */
  readonly parent: string | null;
  readonly kind: GraphNodeKind;
  readonly name: string;
  readonly class: string | null;
  readonly inferred: boolean;
  readonly note: string;
  /** `Layer.path` of the layer that it is. */
  readonly layer: string | null;
  /** What it gives, by output. */
  readonly outputs: readonly TensorSpec[];
  /** What enters it from no other node. */
  readonly weights: readonly GraphWeight[];
  /** An op that only moves values on or keeps books: left out where layers are looked at. */
  readonly isPlumbing: boolean;
  /** Whether a group is open until somebody closes it. */
  readonly isOpen: boolean;
  /** Of an op: its attributes as text, made when they are asked for. */
  readonly attributes?: () => readonly { readonly name: string; readonly value: string }[];
  readonly device?: string;
  readonly function?: string;
}

/** A node of which nothing more is known than what is said. */
export function graphNode(
  known: Pick<GraphNode, 'id' | 'parent' | 'kind' | 'name'> & Partial<GraphNode>,
): GraphNode {
  return {
    class: null,
    inferred: false,
    note: '',
    layer: null,
    outputs: [],
    weights: [],
    isPlumbing: false,
    isOpen: false,
    ...known,
  };
}

/**
 * One tensor on its way between two nodes, which are no groups unless nothing is known of what flows in them. What
 * enters a model in a model goes to an `input` that it holds, and what leaves it comes from an `output` that it holds;
 * a layer that wraps another, such as Bidirectional, keeps its edges to itself, and what it holds has none.
 */
export interface GraphEdge {
  /** Ids of nodes. */
  readonly from: string;
  readonly to: string;
  /** Which of the outputs of `from`; −1 for control. */
  readonly output: number;
}

/**
 * A graph in the neutral model's words: whatever it was made from, everything that shows it, searches it or lays it
 * out knows no more than this. Nodes stand in an order in which groups come before what they hold; edges may make
 * cycles, as a layer that is applied to its own output does.
 */
export interface Graph {
  readonly source: GraphSource;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

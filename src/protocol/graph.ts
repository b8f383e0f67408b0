import type { DtypeName, Shape } from './model.ts';

/**
 * How the graph of a model came to be known. `config`: its author's layers, as Keras saved them · `traced`: ops of
 * the functions that TensorFlow traced, grouped by the layers whose variables they take and by their name scopes ·
 * `scopes`: ops grouped by their name scopes alone.
 */
export type GraphSource = 'config' | 'traced' | 'scopes';

/** One of the graphs that an artifact has. */
export interface GraphChoice {
  /** Stays the same as long as the artifact does. */
  readonly id: string;
  /** A signature's name, a model's name; what people choose by. */
  readonly title: string;
  readonly source: GraphSource;
  /** Whether it goes down to ops. */
  readonly hasOps: boolean;
}

export interface GraphQuery {
  /** `GraphChoice.id` */
  readonly graph: string;
  /** `layers`: without what only moves values on, such as Identity and ReadVariableOp. `ops`: with every op. */
  readonly level: 'layers' | 'ops';
  /** Groups that were opened or closed by hand, by id; all others are as the author would look at them. */
  readonly opened: readonly string[];
  readonly closed: readonly string[];
  /** Where the data flows to. */
  readonly direction: 'down' | 'right';
}

/** `input` and `output`: ends of a signature or a model · `group`: a scope, a function's body, a part of a long list. */
export type GraphNodeKind = 'input' | 'output' | 'layer' | 'group' | 'op';

/** A variable or constant that enters a node. */
export interface GraphWeight {
  /** What the op or the layer calls it: `kernel`. */
  readonly name: string;
  readonly dtype: DtypeName;
  readonly shape: Shape;
  /** `TensorInfo.name`; null for a constant that is no tensor of the artifact. */
  readonly tensor: string | null;
}

/** A node where it is drawn. Pixels; `x` and `y` from the picture's left and top. */
export interface PictureNode {
  readonly id: string;
  /** The open group that it is drawn in; such a group comes before what it holds. */
  readonly parent: string | null;
  readonly kind: GraphNodeKind;
  readonly name: string;
  /** A layer's class or an op's type; null where there is none, or it is not known. */
  readonly class: string | null;
  /** Whether the class is a guess. */
  readonly inferred: boolean;
  /** What else matters about it, in a word or two: an activation, a rate. '' for nothing. */
  readonly note: string;
  /** `Layer.path` of the layer that it is; null for what is none. */
  readonly layer: string | null;
  /** Elements of the weights in it, each variable once. */
  readonly parameters: number;
  /** Of what it gives first; of an end, the end's own. */
  readonly dtype: DtypeName | null;
  readonly shape: Shape;
  /** What enters it from no other node; of a closed group, none. */
  readonly weights: readonly GraphWeight[];
  /** Whether it is open; null for what cannot be opened. */
  readonly expanded: boolean | null;
  /** Ops in it, at any depth. */
  readonly ops: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What goes from one drawn node to another. */
export interface PictureEdge {
  readonly from: string;
  readonly to: string;
  /** Tensors that it stands for. */
  readonly count: number;
  readonly dtype: DtypeName | null;
  /** Of the first of them. */
  readonly shape: Shape;
  /** Corners of the line from start to end: x, y, x, y, …; at least two of them. */
  readonly points: readonly number[];
}

/** Part of a graph, laid out. */
export interface GraphPicture {
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
  readonly width: number;
  readonly height: number;
  /** Ops that are left out because they only move values on. */
  readonly leftOut: number;
}

/** Another node that a node takes from or gives to. */
export interface GraphLink {
  readonly id: string;
  readonly name: string;
  readonly dtype: DtypeName | null;
  readonly shape: Shape;
}

/** Everything known of one node. */
export interface GraphNodeDetail {
  readonly id: string;
  readonly kind: GraphNodeKind;
  readonly name: string;
  readonly class: string | null;
  readonly inferred: boolean;
  readonly layer: string | null;
  /** From the outermost group inwards, without itself. */
  readonly ancestors: readonly { readonly id: string; readonly name: string }[];
  readonly ops: number;
  /** Of an op, as text. */
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
  readonly device: string | null;
  /** The function in whose body it stands; null for one of the graph itself. */
  readonly function: string | null;
  readonly weights: readonly GraphWeight[];
  readonly from: readonly GraphLink[];
  readonly to: readonly GraphLink[];
  readonly outputs: readonly { readonly dtype: DtypeName | null; readonly shape: Shape }[];
}

export interface GraphHit {
  readonly id: string;
  readonly kind: GraphNodeKind;
  readonly name: string;
  readonly class: string | null;
  /** Ids of the groups around it, from the outermost inwards: those that must be open for it to be seen. */
  readonly within: readonly string[];
}

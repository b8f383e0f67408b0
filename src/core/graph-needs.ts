import type { Effect } from './op-effects.ts';

/** A node of a graph. */
export interface NodePlace {
  readonly node: string;
  /** The function that it is in; null: the graph itself. */
  readonly function: string | null;
}

/** What makes a node run. */
export interface Runs {
  /** Signatures that run it when they are called, by name. */
  readonly signatures: readonly string[];
  /** It runs when the model is loaded. */
  readonly atLoad: boolean;
  /** Nothing in the graph runs it that is known of: neither a signature nor loading. */
  readonly never: boolean;
}

/** A node that does more than compute when it runs, or that no CPU computes. */
export interface OutsideNode extends NodePlace {
  readonly op: string;
  readonly effect: Effect;
  /** Files or hosts that it names, as far as they are constants; of one that needs an accelerator its dtype. */
  readonly targets: readonly string[];
  readonly runs: Runs;
}

/** Nodes that share something: how many, and the first. */
export interface Counted {
  count: number;
  readonly first: NodePlace;
}

/** What a graph takes of whoever runs it, and what it does besides computing. */
export interface GraphNeeds {
  /** Of its meta graph; none for a graph alone. */
  readonly tags: readonly string[];
  /** Every op of the graph and of its functions, with the first node that has it. */
  readonly ops: ReadonlyMap<string, NodePlace>;
  /** Nodes that ask for a device of their own, by its kind (`GPU`) or job (`job worker`); the CPU is no such. */
  readonly devices: ReadonlyMap<string, Counted>;
  readonly outside: readonly OutsideNode[];
  /** More is in it than is looked at: `outside` has a part of what there is, and what runs when is a guess. */
  readonly isCut: boolean;
  /** Versions that the graph states of itself; null where it states none. */
  readonly versions: GraphVersions | null;
}

/** VersionDef (tensorflow/core/framework/versions.proto). */
export interface GraphVersions {
  readonly producer: number;
  readonly minConsumer: number;
  readonly badConsumers: readonly number[];
}

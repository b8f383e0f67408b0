/** What can live in one process of Python: Keras 2 and Keras 3 cannot. */
export type Family = 'keras2' | 'keras3' | 'module';

/** A layer as Keras itself tells it (truth.py). */
export interface TrueLayer {
  /** Keras names from the model inwards; '' for the model. */
  readonly path: string;
  /** The way that the author's code takes, as far as there is one. */
  readonly attributes: string;
  readonly name: string;
  readonly class: string;
  readonly custom: boolean;
  readonly trainable: boolean;
  /** Place in the list; null for the model. */
  readonly parent: number | null;
  readonly parameters: number;
  readonly trainableParameters: number;
  /** Those that it holds itself. */
  readonly variables: readonly {
    readonly sha256: string;
    readonly shape: readonly number[];
    readonly trainable: boolean;
  }[];
  /** Whether data is followed from it to others; not from what only holds others. */
  readonly flows: boolean;
}

/** Of a Sequential or functional model, or one in another: what Keras joined with what. Layers by name. */
export interface TrueFlow {
  /** Keras names from the outermost model inwards; '' for that model. */
  readonly path: string;
  readonly kind: 'sequential' | 'functional';
  /** One for each tensor, sorted. */
  readonly edges: readonly (readonly [string, string])[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Of what each gives, in the order of its calls. */
  readonly shapes: Readonly<Record<string, readonly (readonly (number | null)[])[]>>;
  /** Functions among its layers, with their classes: what Python's operators make. */
  readonly operations: readonly (readonly [string, string])[];
}

export interface Saved {
  /** By the name of the Python function. */
  readonly way: string;
  /** Whether it holds the configuration of the layers. */
  readonly config: boolean;
  readonly path: string;
}

/** What the library itself refused to save, with its reason. */
export interface Refused extends Omit<Saved, 'path'> {
  readonly refused: string;
}

/** A generated model, with every artifact that it was saved as. */
export interface Made {
  readonly number: number;
  readonly family: Family;
  readonly kind: string;
  readonly layers: readonly TrueLayer[];
  readonly configured: readonly TrueFlow[];
  /** Found by following the ops of one call: pairs of places in `layers`. */
  readonly trace: {
    readonly layers: readonly (readonly [number, number])[];
    /** Between those that hold variables, through all others. */
    readonly weighty: readonly (readonly [number, number])[];
    /** Layers that made ops. */
    readonly seen: readonly number[];
  };
  /** What `model.summary()` prints. */
  readonly summary: string;
  readonly saved: readonly (Saved | Refused)[];
}

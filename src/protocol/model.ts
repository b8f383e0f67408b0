/**
 * The neutral model: every format is told in these words, so that every view, statistic, comparison and
 * command works on every format. Plain data: it crosses process boundaries as JSON.
 */

/** Formats by the names the command line prints. */
export type FormatId =
  | 'saved-model'
  | 'tf-checkpoint'
  | 'tf-checkpoint-v1'
  | 'checkpoint-directory'
  | 'keras-archive'
  | 'keras-hdf5'
  | 'keras-weights-hdf5'
  | 'hdf5'
  | 'graph-def'
  | 'meta-graph'
  | 'numpy'
  | 'project';

/** TensorFlow's own names: `float32`, `bfloat16`, `string`, `resource`, …; `dtype(99)` for an unknown number. */
export type DtypeName = string;

/**
 * Sizes of the dimensions, outermost first. `null` in the list: unknown dimension. `null` for the list:
 * unknown rank. A dimension beyond 2^53 cannot be stored by any machine and is refused by the readers.
 */
export type Shape = readonly (number | null)[] | null;

/** An artifact that lies in another one's directory, or in a project's. */
export interface Part {
  /** Relative to the artifact's own path, `/` as separator; '' for the artifact itself. A checkpoint by its prefix. */
  readonly path: string;
  readonly format: FormatId;
  /** Of all of its files. */
  readonly bytes: number;
  /** Last modification of any of them, milliseconds since 1970; null where it has none. */
  readonly modified: number | null;
  /** Whether it can be opened; else it is only recognised. */
  readonly readable: boolean;
  /** Of a checkpoint: how many steps training had made; absent where it keeps no count of them. */
  readonly step?: number;
}

export interface FileInfo {
  /** Relative to the artifact's own path, `/` as separator. */
  readonly path: string;
  readonly bytes: number;
  /** Last modification, milliseconds since 1970. */
  readonly modified: number;
}

/** A `TensorInfo` of a `SignatureDef`. */
export interface SignatureTensor {
  readonly dtype: DtypeName;
  readonly shape: Shape;
  /** The graph's tensor, `name:output`; null for a composite (sparse, ragged), whose parts are in `components`. */
  readonly tensor: string | null;
  /** Component tensors of a sparse or composite input: role (`values`, `indices`, …) → tensor name. */
  readonly components?: Readonly<Record<string, string>>;
}

export interface Signature {
  readonly methodName: string;
  readonly inputs: Readonly<Record<string, SignatureTensor>>;
  readonly outputs: Readonly<Record<string, SignatureTensor>>;
}

export interface MetaGraph {
  readonly tags: readonly string[];
  readonly tensorflowVersion: string | null;
  readonly nodeCount: number;
  readonly functionCount: number;
  /** Those that TensorFlow writes for itself, `__saved_model_init_op` and its kin: nobody calls them. */
  readonly ownSignatures: Readonly<Record<string, Signature>>;
  /** Ops of the graph and of its functions, each once, by name. */
  readonly ops: readonly string[];
  readonly signatures: Readonly<Record<string, Signature>>;
  /** What the model's own object can be called by in Python, by name; null for a model of TensorFlow 1. */
  readonly functions: readonly ModelFunction[] | null;
}

/** A function that the model has after `tf.saved_model.load`: `serve`, `__call__`, … */
export interface ModelFunction {
  readonly name: string;
  /** A way to call it for each time that it was traced, in the file's order. */
  readonly options: readonly FunctionOption[];
}

export interface FunctionOption {
  readonly positional: readonly Structured[];
  readonly named: readonly StructuredEntry[];
}

/** What an argument must be: a tensor of this dtype and shape, the very same value, or containers around them. */
export type Structured =
  | {
      readonly kind: 'tensor';
      readonly name: string | null;
      readonly dtype: DtypeName;
      readonly shape: Shape;
    }
  /** A sparse, ragged or other tensor of several parts: its `TypeSpec` in Python, and what that is made from. */
  | { readonly kind: 'composite'; readonly class: string; readonly state: Structured }
  | { readonly kind: 'list' | 'tuple'; readonly items: readonly Structured[] }
  | { readonly kind: 'dict'; readonly entries: readonly StructuredEntry[] }
  | {
      readonly kind: 'named-tuple';
      readonly class: string;
      readonly entries: readonly StructuredEntry[];
    }
  | { readonly kind: 'none' }
  | { readonly kind: 'bool'; readonly value: boolean }
  /** Decimal digits; of a float the shortest that read back to it, or NaN, Infinity. */
  | { readonly kind: 'int' | 'float'; readonly digits: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'shape'; readonly shape: Shape }
  | { readonly kind: 'dtype'; readonly dtype: DtypeName }
  /** An array, or what newer versions of TensorFlow have. */
  | { readonly kind: 'other' };

export interface StructuredEntry {
  readonly key: string;
  readonly value: Structured;
}

/**
 * weight: what Keras's `model.weights` lists and every other model variable · optimizer: its variables, slots
 * included · state: metrics, seed generators, counters · bookkeeping: object graph, save_counter.
 */
export type TensorRole = 'weight' | 'optimizer' | 'state' | 'bookkeeping';

export interface TensorInfo {
  /** TensorFlow's name for it; unique in the artifact. */
  readonly name: string;
  /** Attribute path in the object graph, when there is one: `user_embedding/embeddings`. */
  readonly objectPath: string | null;
  readonly dtype: DtypeName;
  readonly shape: readonly number[];
  /** Bytes that the values take in the file. */
  readonly bytes: number;
  readonly role: TensorRole;
  /** Where the bytes lie, when they lie in one piece. */
  readonly stored: { readonly file: string; readonly offset: number } | null;
  /** Of an optimizer's slot variable: the slot (`m`, `velocity`, …) and the tensor it belongs to, by name. */
  readonly slot?: { readonly name: string; readonly of: string };
  /** Why the values cannot be read, as a sentence; absent when nothing is known to be wrong. */
  readonly damage?: string;
}

export interface Layer {
  /** The author's attribute path, `/` as separator; '' for the model itself. */
  readonly path: string;
  /** The Keras name where the file has it, else the last part of the path. */
  readonly name: string;
  /** Class name; null where it is not known. */
  readonly class: string | null;
  /** Where `class` comes from: the saved configuration, or a guess from variables and ops. */
  readonly classSource: 'config' | 'inferred' | null;
  /** Elements of its own weights and of its descendants', each variable once. */
  readonly parameters: number;
  /** Those of them that training changes; null where that was not saved. */
  readonly trainableParameters: number | null;
  readonly trainable: boolean | null;
  /** Shapes of what it gives, by output, in the order of its calls; null where they are not known. */
  readonly outputShapes: readonly Shape[] | null;
  /** Whether the class is none of Keras's own; null where the class is not known. */
  readonly custom: boolean | null;
  readonly config: Readonly<Record<string, unknown>> | null;
  /** Path of the layer that holds this one; null for a root. */
  readonly parent: string | null;
  /** Names (`TensorInfo.name`) of the weights that the layer holds itself. */
  readonly weights: readonly string[];
}

export interface MetadataEntry {
  /** The file it came from, relative to the artifact (`../metadata.json` for one that lies beside it). */
  readonly source: string;
  /** The parsed JSON. */
  readonly value: unknown;
}

export interface Asset {
  readonly path: string;
  readonly bytes: number;
}

/** One fact of a format's own header: a fingerprint's hash, the producer's version. Shown as `group · name · value`. */
export interface Fact {
  readonly group: string;
  readonly name: string;
  readonly value: string;
  readonly source: string;
}

/** Group of the facts how far training was: `Step`, `Epoch`, `Saves`. */
export const training = 'Training';

/** Group of the fact how many requests lie in a SavedModel for TensorFlow Serving to run when it loads it. */
export const warmupRequests = 'Warmup requests';

/** The worst first. */
export const severities = ['error', 'warning', 'info'] as const;

export type Severity = (typeof severities)[number];

export interface Finding {
  readonly severity: Severity;
  /** An `ErrorCode` for damage, else a word of the scan that made it. */
  readonly code: string;
  /** What is so, and what to do; a few sentences. */
  readonly message: string;
  /** A tensor's name, a file or a layer path: what the finding leads to. */
  readonly location: string;
  /** What `location` names. */
  readonly kind: 'tensor' | 'file' | 'layer' | 'signature' | 'artifact';
  /** Of what a scan found: what the model does when it is run, or where it will not load. Absent for the files' state. */
  readonly topic?: 'run' | 'load';
  /** What running the model does, in few words that follow "Running it": "reads files: ReadFile in serving_default". */
  readonly brief?: string;
  /** How many there are, where this one stands for others like it. */
  readonly count?: number;
}

export interface Checkpoints {
  readonly latest: string | null;
  readonly all: readonly string[];
}

/** Everything about an artifact but its tensors and layers, which are paged. */
export interface ArtifactSummary {
  /** Absolute path of what was opened: a directory, a file or a checkpoint prefix. */
  readonly path: string;
  /** Absolute path of the directory that the paths of its files are relative to. */
  readonly root: string;
  /** Last part of the path, or of its parent where that is a bare version number. */
  readonly name: string;
  readonly format: FormatId;
  /** One plain sentence: "TensorFlow SavedModel with a Keras model: two embedding tables, two outputs". */
  readonly description: string;
  readonly parts: readonly Part[];
  readonly metaGraphs: readonly MetaGraph[] | null;
  readonly layerCount: number;
  readonly tensorCount: number;
  /** Elements of role weight, each variable once; null where the format knows no weights. */
  readonly parameterCount: number | null;
  /** Bytes of role weight. */
  readonly weightBytes: number;
  readonly checkpoints: Checkpoints | null;
  readonly metadata: readonly MetadataEntry[];
  readonly assets: readonly Asset[];
  readonly facts: readonly Fact[];
  readonly files: readonly FileInfo[];
  readonly findings: readonly Finding[];
  /** What wrote it, as far as the files say: ["TensorFlow 2.19.1", "tf-keras 2.19.0"]. */
  readonly writtenBy: readonly string[];
  /** When it was saved, milliseconds since 1970: the newest of its files. */
  readonly saved: number | null;
  /** Changes whenever a file of the artifact does: size, mtime and inode of each, hashed. */
  readonly stamp: string;
}

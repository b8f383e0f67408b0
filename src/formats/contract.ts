import type { GraphNeeds } from '../core/graph-needs.ts';
import type { OpGraph } from '../core/op-graph.ts';
import type { ArtifactTree, ByteSource, FilePlace } from '../io/byte-source.ts';
import type {
  ArtifactSummary,
  Checkpoints,
  Fact,
  Finding,
  FormatId,
  Layer,
  MetadataEntry,
  MetaGraph,
  TensorInfo,
} from '../protocol/model.ts';
import type { Progress } from '../protocol/requests.ts';

/** Values of a tensor as they come: whole elements, in the tensor's order (row-major). */
export type Chunk =
  /** `bytes`: little-endian whatever the file's order; `element`: index of the first. int4 and uint4: one byte each. */
  | { readonly kind: 'numbers'; readonly element: number; readonly bytes: Uint8Array }
  /** dtype string: the bytes of each element. Of a dtype that has no numbers (datetime64): each element as text. */
  | { readonly kind: 'strings'; readonly element: number; readonly values: readonly Uint8Array[] };

/** Elements `start` … `start + count − 1` of the flattened tensor. */
export interface ElementRange {
  readonly start: number;
  readonly count: number;
}

export interface OpenContext {
  readonly signal?: AbortSignal;
  /** Called now and then where opening takes long. */
  readonly report?: (progress: Progress) => void;
  /** Opens a part that is in another format (a SavedModel's variables), so that no room imports another. */
  readonly openPart: (tree: ArtifactTree, path: string, format: FormatId) => Promise<Artifact>;
}

export interface ReadContext {
  readonly signal?: AbortSignal;
  /**
   * Called once with the verdict on the checksum that the format carries for this tensor, when the whole of
   * it was read; never for a part.
   */
  readonly onChecksum?: (verdict: 'ok' | 'mismatch' | 'none') => void;
}

/** Elements of a tensor in a file, one after the other and as `Chunk` hands numbers out: little-endian. */
export interface StoredRun extends FilePlace {
  /** CRC-32C of the run, where the format states it. */
  readonly crc32c?: number;
}

/** All elements of a tensor, in its order. */
export interface StoredRuns {
  readonly runs: readonly StoredRun[];
  /** Whether the checksum of what holds them is right, where that is not one of the runs'; reads all of it. */
  readonly intact?: (signal?: AbortSignal) => Promise<boolean>;
}

export type ReadOpsContext = Pick<OpenContext, 'signal' | 'report'>;

/** JSON by which Keras makes objects. */
export interface Configuration {
  readonly value: unknown;
  /** Whether the outermost object is the model; else it is one object of it. */
  readonly isModel: boolean;
}

/**
 * What a reader knows of an artifact, in the neutral model's words. Everything but the values is in memory
 * once it is open: it costs what the metadata costs, never what the weights cost.
 */
export interface Artifact {
  readonly format: FormatId;
  /** The format's own facts; what all formats share (files, assets, JSON beside it) is added by `openArtifact`. */
  readonly description: string;
  readonly metaGraphs: readonly MetaGraph[] | null;
  readonly layers: readonly Layer[];
  /** In the file's order. */
  readonly tensors: readonly TensorInfo[];
  readonly parameterCount: number | null;
  readonly checkpoints: Checkpoints | null;
  /** How many steps training had made at each checkpoint, by its name; of those that keep count of them. */
  readonly steps?: ReadonlyMap<string, number>;
  readonly facts: readonly Fact[];
  readonly writtenBy: readonly string[];
  /** Files that belong to it, relative to the tree's root. */
  readonly files: readonly string[];
  /** Files that are assets (vocabularies, `assets.extra`), relative to the tree's root. */
  readonly assets: readonly string[];
  /** JSON that the format itself holds, such as a Keras model's configuration; absent where it has none. */
  readonly metadata?: readonly MetadataEntry[];
  /** The files in it, where it is an archive; assets are in there. */
  readonly inside?: ArtifactTree;
  readonly findings: readonly Finding[];
  /** What Keras would make objects of; absent where the format has none. */
  readonly configurations?: readonly Configuration[];
  /** What each of its graphs takes and does when it is run; absent where the format has no graph. */
  readonly graphs?: readonly GraphNeeds[];
  /**
   * The ops of each of its graphs (`metaGraphs`, by index; a GraphDef has one), read from the file whenever they are
   * asked for; absent where the format has no graph.
   *
   * @throws ReadError
   */
  readonly readOps?: (graph: number, context?: ReadOpsContext) => Promise<OpGraph>;
  /**
   * Values of constants of such a graph that are no tensors of the artifact, by their nodes' names: each in pieces and
   * in order. Those that are not there, or are damaged, are left out; absent where all constants are tensors.
   *
   * @throws ReadError
   */
  readonly readConstants?: (
    graph: number,
    nodes: ReadonlySet<string>,
    use: (node: string, chunk: Chunk) => void,
    context?: ReadOpsContext,
  ) => Promise<void>;
  /**
   * Values of one tensor.
   * @throws ReadError; with `checksum-mismatch` only after every byte was handed out.
   */
  read(tensor: string, range: ElementRange | 'all', context?: ReadContext): AsyncIterable<Chunk>;
  /**
   * Where the numbers of a tensor lie in files as they are, for whoever reads them without `read`; null where they lie
   * otherwise (compressed, in the other byte order, strings). Absent where they never lie so.
   *
   * @throws ReadError where they are known to be damaged
   */
  readonly storedRuns?: (tensor: string, signal?: AbortSignal) => Promise<StoredRuns | null>;
  close(): Promise<void>;
}

/** 0: not this format … 1: certain, by magic bytes and layout. */
export type Confidence = number;

export interface Reader {
  readonly format: FormatId;
  /** By bytes and layout, reading at most 64 KiB; never throws for foreign bytes. */
  probe(tree: ArtifactTree): Promise<Confidence>;
  open(tree: ArtifactTree, context: OpenContext): Promise<Artifact>;
}

/** An artifact with what all formats share: the whole summary. Made by the registry. */
export interface OpenedArtifact extends Artifact {
  readonly tree: ArtifactTree;
  readonly summary: ArtifactSummary;
}

export type { ArtifactTree, ByteSource };

import type {
  ChosenLabels,
  EmbeddingAnalysis,
  EmbeddingMap,
  EmbeddingTable,
  MapQuery,
  Metric,
  Neighbours,
  NormsByRow,
  RowComparison,
  RowPage,
  RowQuery,
  TableQuery,
} from './embeddings.ts';
import type { GraphChoice, GraphHit, GraphNodeDetail, GraphPicture, GraphQuery } from './graph.ts';
import type { ArtifactSummary, Layer } from './model.ts';
import type {
  TensorPage,
  TensorQuery,
  TensorStatistics,
  ValuesPage,
  ValuesQuery,
} from './tensors.ts';
import type {
  PredictionTensors,
  RuntimeReport,
  Verdict,
  VerifyOptions,
  VerifyReport,
  VerifyStep,
} from './verify.ts';

/** One open artifact on the server. Counted: tabs that show the same artifact share it. */
export type SessionId = string;

interface InSession {
  readonly session: SessionId;
}

/** Done and to do in one unit, and what is being done, in words. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly unit: 'bytes' | 'tensors' | 'steps';
  readonly message: string;
}

/**
 * Every request: parameters, answer and what it reports on its way. The method's name is the one on the wire
 * between webview, extension host and language server.
 */
export interface Requests {
  /** Opens what lies at a path, or joins those who have it open. */
  'artifact/open': {
    params: { readonly path: string };
    result: { readonly session: SessionId; readonly summary: ArtifactSummary };
    report: Progress;
  };
  /** Leaves; the artifact is closed 5 s after the last one left. */
  'artifact/close': { params: InSession; result: null; report: never };
  /**
   * Waits until what lies at a path is something else than `known` and has settled, and answers what it is now:
   * `ArtifactSummary.stamp`, null where nothing can be opened. It waits for ever: whoever stops looking cancels.
   */
  'artifact/change': {
    params: { readonly path: string; readonly known: string | null };
    result: { readonly stamp: string | null };
    report: never;
  };
  /** `traced`: also with the shapes that only the traced functions tell, which may take a moment. */
  'artifact/layers': {
    params: InSession & { readonly traced?: boolean };
    result: { readonly layers: readonly Layer[] };
    report: never;
  };
  /** The layers as `model.summary()` of Keras prints them. */
  'artifact/layer-summary': {
    params: InSession;
    result: { readonly text: string };
    report: never;
  };
  /** The graphs that there are, the one that people look at first in front; none for what holds no model. */
  'graph/list': {
    params: InSession;
    result: { readonly graphs: readonly GraphChoice[] };
    report: never;
  };
  /** A graph as it is drawn with some of its groups open. */
  'graph/picture': { params: InSession & GraphQuery; result: GraphPicture; report: Progress };
  'graph/node': {
    params: InSession & { readonly graph: string; readonly id: string };
    result: GraphNodeDetail;
    report: never;
  };
  /** Nodes with a text in their name, class or dtype, in the graph's order; the first of them. */
  'graph/search': {
    params: InSession & { readonly graph: string; readonly text: string };
    result: { readonly hits: readonly GraphHit[]; readonly matched: number };
    report: never;
  };
  'artifact/tensors': { params: InSession & TensorQuery; result: TensorPage; report: never };
  'artifact/values': { params: InSession & ValuesQuery; result: ValuesPage; report: never };
  /**
   * Statistics of the named tensors, some in each report as they come; what was computed before is not computed
   * again. 'computed': of those alone.
   */
  'artifact/statistics': {
    params: InSession & { readonly tensors: readonly string[] | 'computed' };
    result: null;
    report: Progress & { readonly tensors: readonly TensorStatistics[] };
  };
  /** The tables that were found, the largest first, and behind them every other 2-D tensor of numbers. */
  'embeddings/tables': {
    params: InSession;
    result: { readonly tables: readonly EmbeddingTable[] };
    report: never;
  };
  /** Computed once for all who ask; what is known already is answered at once. */
  'embeddings/analysis': {
    params: InSession & TableQuery;
    result: EmbeddingAnalysis;
    report: Progress;
  };
  'embeddings/norms': {
    params: InSession & TableQuery & { readonly columns: number };
    result: NormsByRow;
    report: Progress;
  };
  'embeddings/rows': { params: InSession & RowQuery; result: RowPage; report: Progress };
  'embeddings/neighbours': {
    params: InSession &
      TableQuery & { readonly row: number; readonly metric: Metric; readonly k: number };
    result: Neighbours;
    report: Progress;
  };
  'embeddings/compare': {
    params: InSession & TableQuery & { readonly rows: readonly [number, number] };
    result: RowComparison;
    report: never;
  };
  'embeddings/map': { params: InSession & MapQuery; result: EmbeddingMap; report: Progress };
  /** Reads a text file (a label a line), or a column of a CSV or TSV file. */
  'embeddings/labels': {
    params: InSession & {
      readonly tensor: string;
      /** Absolute. */
      readonly path: string;
      readonly column?: string;
    };
    result: ChosenLabels;
    report: never;
  };
  /** The beginning of a text file of the artifact. */
  'artifact/preview': {
    params: InSession & { readonly path: string };
    result: {
      readonly text: string | null;
      readonly bytes: number;
      readonly shownBytes: number;
      readonly lines: number | null;
    };
    report: never;
  };
  'verify/run': {
    params: InSession & VerifyOptions;
    result: VerifyReport;
    report: Progress & { readonly step: VerifyStep };
  };
  /** The last report for this artifact, if it was ever verified; on other bytes where its `stamp` is another. */
  'verify/last': { params: InSession; result: VerifyReport | null; report: never };
  /**
   * What the last verification of a path said, where it was ever verified, without opening it; `stale` when its
   * bytes have changed since.
   */
  'verify/state': {
    params: { readonly path: string };
    result: { readonly verdict: Verdict; readonly stale: boolean } | null;
    report: never;
  };
  /** A sample input made from a signature, and where a prediction file lies or would be written. */
  'verify/sample': {
    params: InSession & { readonly signature?: string; readonly tags?: readonly string[] };
    result: {
      readonly signature: string;
      readonly signatures: readonly string[];
      readonly inputs: PredictionTensors;
      readonly madeFrom: 'prediction-file' | 'warmup' | 'signature';
      /** The file that the artifact carries and is verified against, absolute. */
      readonly original: string | null;
      /** Of a warmup file that it carries: how many records there are, and how many of them hold a response. */
      readonly warmup: { readonly records: number; readonly responses: number } | null;
      /** Where a recorded prediction goes, absolute. */
      readonly target: string;
      /** Where one goes that TensorFlow Serving reads, too; null where it looks for none. */
      readonly warmupTarget: string | null;
    };
    report: never;
  };
  /** Runs the model on inputs and writes what it predicted, "by": "reload". */
  'verify/record': {
    params: InSession & {
      readonly inputs: PredictionTensors;
      readonly signature?: string;
      readonly tags?: readonly string[];
      readonly out?: string;
    };
    result: {
      readonly path: string;
      readonly outputs: PredictionTensors;
      /** Which record of a warmup file it became. */
      readonly record?: number;
    };
    report: Progress & { readonly step: VerifyStep };
  };
  /** Bytes that the server takes, and what it has open. */
  'server/memory': {
    params: Readonly<Record<string, never>>;
    result: {
      /** Of the whole process. */
      readonly resident: number;
      /** JavaScript's objects. */
      readonly heap: number;
      /** Bytes of files. */
      readonly buffers: number;
      readonly artifacts: readonly {
        readonly name: string;
        readonly tensors: number;
        /** Tabs that show it; 0 for one that was just closed. */
        readonly views: number;
      }[];
    };
    report: never;
  };
  'runtime/doctor': { params: RuntimeParams; result: RuntimeReport; report: never };
  /** Fetches TensorFlow and compiles the addon. */
  'runtime/setup': { params: RuntimeParams; result: RuntimeReport; report: Progress };
}

export interface RuntimeParams {
  /** The interpreter that the Python extension has chosen, when it has. */
  readonly python?: string;
}

export type Method = keyof Requests;
export type Params<M extends Method> = Requests[M]['params'];
export type Result<M extends Method> = Requests[M]['result'];
export type Report<M extends Method> = Requests[M]['report'];

/** What the extension host tells the server at its start. */
export interface ServerOptions {
  readonly trusted: boolean;
  /** Where verdicts are remembered. */
  readonly storage: string;
  /** From the Python extension, when there is one. */
  readonly python?: string;
}

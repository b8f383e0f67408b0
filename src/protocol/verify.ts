import type { DtypeName } from './model.ts';

/**
 * Values of a tensor in a prediction file: numbers, booleans, strings, `{"base64": …}` for bytes that are not
 * UTF-8, "NaN" and "±Infinity", decimal strings for integers beyond ±2^53, `[re, im]` pairs; nested or flat.
 */
export type PredictionValue =
  number | boolean | string | { readonly base64: string } | readonly PredictionValue[];

export interface PredictionTensor {
  readonly dtype: DtypeName;
  readonly shape: readonly number[];
  readonly values: readonly PredictionValue[] | PredictionValue;
}

export type PredictionTensors = Readonly<Record<string, PredictionTensor>>;

/** The file `predictions.json`: what a model predicted for a sample input, and who says so. */
export interface PredictionFile {
  readonly signature?: string;
  readonly recorded?: {
    /** `live-model`: before it was saved, the original. `reload`: from the saved bytes. */
    readonly by: 'live-model' | 'reload';
    readonly tensorflow?: string;
    /** ISO 8601. */
    readonly time?: string;
    readonly fingerprint?: string;
  };
  readonly inputs: PredictionTensors;
  readonly outputs: PredictionTensors;
}

export type Verdict = 'match' | 'different' | 'non-deterministic' | 'cannot-run' | 'no-baseline';

/** ok where |reload − original| ≤ atol + rtol · |original|. */
export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
}

/** One output of the reload beside the original's. */
export interface OutputReport {
  readonly name: string;
  /** Of which warmup record, where there are several. */
  readonly record?: number;
  /** The original's name for it, where the two differ and each side has just one. */
  readonly originalName?: string;
  readonly dtype: DtypeName;
  readonly shape: readonly number[];
  /** Why numbers could not be compared: missing, another dtype, another shape, other NaNs, other infinities. */
  readonly problem?: string;
  /** The original lacks it: listed, and no difference. */
  readonly onlyInReload?: boolean;
  readonly bitIdentical: boolean;
  readonly count: number;
  readonly mismatched: number;
  readonly maxAbs: number | string | null;
  readonly maxRel: number | string | null;
  /** Index of the element with the largest difference; null where nothing differs. */
  readonly worstIndex: readonly number[] | null;
  readonly worstOriginal?: number | string | boolean;
  readonly worstReloaded?: number | string | boolean;
  /** Smallest tolerances, each with the other at 0, that would pass; null where none would. */
  readonly minimumPassing: { readonly rtol: number | null; readonly atol: number | null };
  readonly tolerance: Tolerance;
  /** The largest differences first, at most 20. */
  readonly worst: readonly {
    readonly index: readonly number[];
    readonly original: string;
    readonly reloaded: string;
    readonly difference: number | string | null;
  }[];
  /** How many values differ by how much: `identical`, then decades of |difference|. */
  readonly differences: {
    readonly identical: number;
    readonly decades: readonly { readonly exponent: number; readonly count: number }[];
  };
}

/**
 * How the reload answers one warmup record. `failed`: it cannot be read or the model does not take it. `unstable`: two
 * runs disagree. `no-response`: run, and nothing to compare with. `not-run`: of a kind that is not run.
 */
export type RecordOutcome =
  | 'identical'
  | 'within-tolerance'
  | 'different'
  | 'unstable'
  | 'failed'
  | 'no-response'
  | 'not-run';

export interface RecordReport {
  /** Its place in the file, from 1. */
  readonly record: number;
  readonly signature: string | null;
  readonly outcome: RecordOutcome;
  /** Why it was not compared, or what in it could not be; a sentence. */
  readonly problem?: string;
  /** Of all its outputs that were compared. */
  readonly count: number;
  readonly mismatched: number;
  readonly maxAbs: number | string | null;
}

export interface VerifyReport {
  readonly verdict: Verdict;
  /** One sentence: the cause, or what was compared. */
  readonly reason: string;
  /** What a person can do about it; '' where there is nothing to do. */
  readonly advice: string;
  readonly original: {
    readonly kind: 'recorded-live' | 'recorded-reload' | 'recorded' | 'warmup';
    readonly source: string;
  } | null;
  readonly runtime: {
    readonly name: 'tfjs-node';
    readonly tensorflow: string;
    readonly cpu?: string;
    readonly oneDnn?: boolean;
  } | null;
  readonly signature: string | null;
  /** Of warmup records those of the one that differs most. */
  readonly outputs: readonly OutputReport[];
  /** All warmup records, those that differ most first; absent where the original is no warmup file. */
  readonly records?: readonly RecordReport[];
  /** Milliseconds by step: load, run, compare. */
  readonly milliseconds: Readonly<Record<string, number>>;
  /** When it was verified, milliseconds since 1970. */
  readonly time: number;
  /** `ArtifactSummary.stamp` of what was verified. */
  readonly stamp: string;
  /** What was done to run the model that a plain load would not have done; sentences. */
  readonly notes?: readonly string[];
  /** Details for a bug report: TensorFlow's own message, standard error's tail. */
  readonly details?: string;
}

export type VerifyStep = 'find-runtime' | 'load' | 'run' | 'compare';

export interface VerifyOptions {
  /** A prediction file or a file of warmup records; without it what the artifact carries. */
  readonly against?: string;
  /** Inputs instead of a made-up sample, where there is no original: the text of a JSON file of input tensors. */
  readonly inputs?: string;
  readonly tags?: readonly string[];
  readonly signature?: string;
  readonly rtol?: number;
  readonly atol?: number;
  readonly exact?: boolean;
  /** Milliseconds for the whole of it. */
  readonly timeLimit?: number;
}

/** A place where a TensorFlow was looked for. */
export interface RuntimeCandidate {
  /** ".venv", "VIRTUAL_ENV", "PATH", "Own copy". */
  readonly where: string;
  readonly path: string | null;
  /** What was found there, in words: "TensorFlow 2.19.1", "Python 3.12, no tensorflow", "not set". */
  readonly found: string;
  readonly version: string | null;
  readonly usable: boolean;
  readonly chosen: boolean;
}

export interface RuntimeReport {
  readonly candidates: readonly RuntimeCandidate[];
  readonly chosen: {
    readonly tensorflow: string;
    readonly library: string;
    readonly addon: string | null;
  } | null;
  /** What connects TensorFlow with Node: it came with the package, or was compiled here; null where neither is so. */
  readonly addon: { readonly path: string; readonly origin: 'shipped' | 'compiled' } | null;
  /** The processor, and its features that change the last bits of results. */
  readonly cpu: string;
  /** Whether a model can be run now: the addon is there and loads. */
  readonly ready: boolean;
  /** What to do where it is not; '' where it is. */
  readonly advice: string;
  /** What "Get TensorFlow" would fetch, and where to. */
  readonly download: { readonly version: string; readonly bytes: number; readonly target: string };
}

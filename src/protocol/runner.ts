import type { DtypeName } from './model.ts';

/** A tensor as raw values, the way it crosses to the process that runs models: no number is ever text in between. */
export type RawTensor = RawNumbers | RawStrings;

export interface RawNumbers {
  readonly kind: 'numbers';
  readonly dtype: DtypeName;
  readonly shape: readonly number[];
  /** Row-major, little-endian; int2, int4, uint2 and uint4 take one byte each. */
  readonly bytes: Uint8Array;
}

export interface RawStrings {
  readonly kind: 'strings';
  readonly dtype: 'string';
  readonly shape: readonly number[];
  /** Row-major; the bytes of each element. */
  readonly values: readonly Uint8Array[];
}

/** What runs a model, and on what: a verdict is only comparable with others of the same. */
export interface RunnerVersion {
  /** `TF_Version()` of the library that was loaded. */
  readonly tensorflow: string;
  /** Version of the package @tensorflow/tfjs-node. */
  readonly tfjsNode: string;
  /** Model and vector instructions: "AMD EPYC 7R13 (avx2, fma)". */
  readonly cpu: string;
  /** Whether TensorFlow's oneDNN kernels are on, which changes the last bits of results. */
  readonly oneDnn: boolean;
}

/** Calls to the process that runs models. One process loads one model once. */
export interface RunnerCalls {
  /** Loads TensorFlow through the compiled addon. */
  start: {
    params: { readonly addon: string };
    result: RunnerVersion;
    report: never;
  };
  /** Loads the meta graph of a SavedModel directory that has exactly these tags, and restores its variables. */
  load: {
    params: { readonly directory: string; readonly tags: readonly string[] };
    result: null;
    report: never;
  };
  /** Runs the loaded graph once: feeds and fetches are tensor names, `node:output`. */
  run: {
    params: {
      readonly feeds: readonly { readonly tensor: string; readonly value: RawTensor }[];
      readonly fetches: readonly string[];
    };
    result: { readonly outputs: readonly RawTensor[] };
    report: never;
  };
}

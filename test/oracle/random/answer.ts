import type { GoldenLayer, GoldenMetaGraph, GoldenTensor } from '../support/golden.ts';

/** What can live in one process of Python: Keras 2 and Keras 3 cannot. */
export const families = ['keras2', 'keras3', 'tensorflow', 'files'] as const;

export type Family = (typeof families)[number];

interface Made {
  readonly number: number;
  readonly family: Family;
  /** How it was saved, by the name of the Python function. */
  readonly way: string;
}

/** Of one generated artifact, what the libraries that saved it say (make.py). */
export interface Answer extends Made {
  readonly path: string;
  readonly format: string;
  /** All of them. */
  readonly tensors: readonly Pick<GoldenTensor, 'name' | 'dtype' | 'shape' | 'sha256'>[];
  /** Codes of the findings that are to be found, and no others. */
  readonly findings?: readonly string[];
  readonly checkpoints?: { readonly latest: string; readonly all: readonly string[] };
  /** How many steps training had made, by the checkpoint's name. */
  readonly steps?: Readonly<Record<string, number>>;
  readonly metaGraphs?: readonly GoldenMetaGraph[];
  /** Of a Keras model: what kind of architecture. */
  readonly model?: string;
  readonly class?: string;
  /** Digests of Keras's `model.weights`, sorted. */
  readonly weights?: readonly string[];
  /** Whether the artifact holds each variable twice. */
  readonly twice?: boolean;
  /** Digests of the optimizer's variables, sorted; null for a model without one. */
  readonly optimizer?: readonly string[] | null;
  readonly parameterCount?: number;
  /** Whether the artifact holds the model's configuration. */
  readonly config?: boolean;
  /** Null for a model whose configuration does not name its layers. */
  readonly layers?: readonly GoldenLayer[] | null;
}

/** What a library itself refused to make or to save, with its reason. */
export interface Refused extends Made {
  readonly refused: string;
}

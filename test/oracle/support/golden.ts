import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseJson } from '../../../src/core/json.ts';
import type { Shape, Signature } from '../../../src/protocol/model.ts';
import type { Verdict } from '../../../src/protocol/verify.ts';

/** Figures from NumPy; integers beyond 2^53 as decimal digits. */
export interface GoldenFigures {
  readonly min: number | string | null;
  readonly max: number | string | null;
  readonly mean: number | null;
  readonly std: number | null;
  /** Root of the mean square: the size that an error of the mean is held against. */
  readonly rms: number | null;
}

export interface GoldenTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Of the values; of strings: each one's length as little-endian uint64, then its bytes. */
  readonly sha256: string;
  readonly statistics: GoldenFigures & {
    readonly count: number;
    readonly zeros: number | null;
    readonly nan: number | null;
    readonly inf: number | null;
    readonly magnitude?: GoldenFigures;
  };
}

export interface GoldenMetaGraph {
  readonly tags: readonly string[];
  readonly tensorflowVersion: string;
  readonly nodeCount: number;
  readonly functionCount: number;
  readonly signatures: Readonly<Record<string, Signature>>;
}

export interface GoldenModel {
  readonly class: string;
  readonly parameterCount: number;
  /** Keras's `model.weights`, each variable once. */
  readonly weights: readonly {
    readonly name: string;
    readonly dtype: string;
    readonly shape: Shape;
    readonly trainable: boolean;
    readonly sha256: string;
  }[];
  readonly layers: readonly GoldenLayer[];
}

/** A layer as Keras itself tells it. */
export interface GoldenLayer {
  readonly path: string;
  readonly name: string;
  readonly class: string;
  readonly custom: boolean;
  readonly parameters: number;
  readonly trainable: boolean;
}

/** What TensorFlow, Keras and NumPy say of a fixture; written by test/fixtures/make. */
export interface Golden {
  readonly name: string;
  readonly kind: 'saved-model' | 'checkpoint' | 'checkpoint-directory';
  /** Absolute path of what is to be opened. */
  readonly path: string;
  readonly tensorflow: string;
  readonly savedBy?: string;
  readonly tensors: readonly GoldenTensor[];
  readonly metaGraphs?: readonly GoldenMetaGraph[];
  readonly model?: GoldenModel | null;
  readonly parameterCount?: number;
  readonly checkpoints?: { readonly latest: string; readonly all: readonly string[] };
  /** How many steps training had made, by the checkpoint's name. */
  readonly steps?: Readonly<Record<string, number>>;
  /** Names of the tensors that are the optimizer's. */
  readonly optimizer?: readonly string[];
  /** What `verify` must say of it with the prediction that it carries. */
  readonly verdict?: Verdict;
  /** The op that TensorFlow does not have. */
  readonly op?: string;
  readonly differences?: Readonly<
    Record<string, { mismatched: number; maxAbs?: number; worstIndex?: readonly number[] }>
  >;
}

const folder = process.env['SAVED_MODEL_FIXTURES'];

/** For `test`'s `skip`: why there is nothing to test, or false. */
export const withoutFixtures: string | false =
  folder === undefined && 'no fixtures: run `npm test -- oracle`, which makes them with TensorFlow';

/** All fixtures; none where there is no folder with them, and then `withoutFixtures` says so. */
export const fixtures: readonly Golden[] = folder === undefined ? [] : readGoldens(folder);

export function fixture(name: string): Golden {
  const found = fixtures.find((golden) => golden.name === name);
  if (!found) throw new Error(`there is no fixture ${name}`);
  return found;
}

function readGoldens(from: string): Golden[] {
  const goldens = path.join(from, 'golden');
  const files = readdirSync(goldens).filter((file) => file.endsWith('.json'));
  if (files.length === 0) throw new Error(`${goldens} has no golden file`);
  return files.map((file) => {
    const golden = parseJson(readFileSync(path.join(goldens, file), 'utf8')) as Golden;
    return { ...golden, path: path.join(from, golden.path) };
  });
}

import type { RawTensor } from '../../protocol/runner.ts';

export type Tensors = ReadonlyMap<string, RawTensor>;

/** One call of a model as a PredictionLog tells it: what was asked, and what was answered. */
export interface LoggedCall {
  readonly method: 'predict' | 'classify' | 'regress';
  /** The signature that was called; undefined where that is left to the model. */
  readonly signature: string | undefined;
  readonly inputs: Tensors;
  /** null where only the request was logged. */
  readonly outputs: Tensors | null;
}

import type { RawTensor } from '../protocol/runner.ts';

export type Tensors = ReadonlyMap<string, RawTensor>;

/** One call of the original's; whether it is one for this model is not yet known. */
export interface Recording {
  /** Classifications and regressions answer each example of a list, `predict` is the signature's own call. */
  readonly method: 'predict' | 'classify' | 'regress';
  /** The signature that was called; undefined where the file leaves it to the model. */
  readonly signature: string | undefined;
  readonly inputs: Tensors;
  /** What came out; null where only the request was recorded. */
  readonly outputs: Tensors | null;
}

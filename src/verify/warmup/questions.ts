import { AppError } from '../../core/errors.ts';
import type { OpenedArtifact } from '../../formats/contract.ts';
import type { RecordOutcome, VerifyOptions } from '../../protocol/verify.ts';
import { BadChoice, choose } from '../choose.ts';
import { fitInputs, type Feed } from '../fit.ts';
import type { Recording, Tensors } from '../recording.ts';
import type { Selection } from '../select.ts';
import type { WarmupRecord } from './read-warmup.ts';

/** A record that the model can be asked, and what it should answer. */
export interface Question {
  readonly record: number;
  readonly selection: Selection;
  readonly feeds: readonly Feed[];
  /** null where the record holds no response. */
  readonly expected: Tensors | null;
}

/** A record that the model cannot be asked. */
export interface Unasked {
  readonly record: number;
  readonly outcome: Extract<RecordOutcome, 'failed' | 'not-run'>;
  readonly problem: string;
}

/**
 * What the records ask of a model.
 * @throws BadChoice for tags or a signature that was asked for and that model or records do not have; AppError
 *   `unsupported` for what cannot be run at all
 */
export function questionsOf(
  opened: OpenedArtifact,
  records: readonly WarmupRecord[],
  options: Pick<VerifyOptions, 'signature' | 'tags'>,
): readonly (Question | Unasked)[] {
  const { signature } = options;
  const wanted =
    signature === undefined
      ? records
      : records.filter((record) => !('call' in record) || signatureOf(record.call) === signature);
  if (signature !== undefined && !wanted.some((record) => 'call' in record)) {
    const all = new Set(
      records.flatMap((record) => ('call' in record ? signatureOf(record.call) : [])),
    );
    throw new BadChoice({
      code: 'bad-request',
      message: `None of the warmup records calls the signature ${signature}. They call ${[...all].join(', ') || 'none'}.`,
    });
  }
  return wanted.map((record) => {
    if ('problem' in record)
      return { record: record.record, outcome: 'failed', problem: record.problem.message };
    if ('notRun' in record)
      return { record: record.record, outcome: 'not-run', problem: record.notRun };
    return question(opened, record.record, record.call, options);
  });
}

/** The one that a record without a name calls is TensorFlow Serving's default. */
function signatureOf({ signature }: Recording): string {
  return signature ?? 'serving_default';
}

function question(
  opened: OpenedArtifact,
  record: number,
  recording: Recording,
  { tags }: Pick<VerifyOptions, 'tags'>,
): Question | Unasked {
  try {
    const selection = choose(opened, { ...(tags ? { tags } : {}) }, recording.signature);
    const feeds = fitInputs(selection, recording.inputs, `Record ${record}`);
    return { record, selection, feeds, expected: expectedOf(recording, selection) };
  } catch (error) {
    if (!(error instanceof AppError) || error instanceof BadChoice) throw error;
    if (error.code !== 'bad-request') throw error;
    return { record, outcome: 'failed', problem: error.message };
  }
}

/**
 * What the outputs should be. A response to examples says less than the outputs that it was made from: a regression is
 * a list where the output may be a column, and a classification has scores where the signature may give classes alone.
 */
function expectedOf({ method, outputs }: Recording, selection: Selection): Tensors | null {
  if (!outputs || outputs.size === 0) return null;
  if (method === 'predict') return outputs;
  const known = [...outputs].filter(([name]) => outputs.size === 1 || selection.outputs.has(name));
  return new Map(
    known.map(([name, tensor]) => {
      const shape = (selection.outputs.get(name) ?? [...selection.outputs.values()][0])?.shape;
      const isColumn = tensor.shape.length === 1 && shape?.length === 2;
      return [name, isColumn ? { ...tensor, shape: [...tensor.shape, 1] } : tensor];
    }),
  );
}

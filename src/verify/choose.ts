import { AppError } from '../core/errors.ts';
import type { OpenedArtifact } from '../formats/contract.ts';
import type { VerifyOptions } from '../protocol/verify.ts';
import { select, type Selection } from './select.ts';

/** A choice of the person's that the model does not have: an error and not a verdict. */
export class BadChoice extends AppError {}

/**
 * The signature that is verified.
 * @param recorded the signature that the recording is for
 * @throws BadChoice, or as `select`
 */
export function choose(
  opened: OpenedArtifact,
  { signature, tags }: Pick<VerifyOptions, 'signature' | 'tags'>,
  recorded: string | undefined,
): Selection {
  try {
    return select(opened, { signature, tags, recordedSignature: recorded });
  } catch (error) {
    if (error instanceof AppError && error.code === 'bad-request' && (signature ?? tags)) {
      throw new BadChoice(error.data, { cause: error });
    }
    throw error;
  }
}

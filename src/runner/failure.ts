import { AppError } from '../core/errors.ts';
import type { ErrorCode } from '../protocol/errors.ts';

interface Known {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  /** The sentence; `$1` … are the pattern's groups, `$TF` the TensorFlow that runs. */
  readonly sentence: string;
}

/** What TensorFlow says, most telling first, and what it means to the person who verifies a model. */
const knownFailures: readonly Known[] = [
  {
    pattern: /Op type not registered '([^']+)'/,
    code: 'unsupported',
    sentence:
      'The graph uses the op $1, which TensorFlow $TF does not have. It comes from a library of custom ops or from another version of TensorFlow.',
  },
  {
    pattern: /No OpKernel was registered to support Op '((?:Eager)?PyFunc(?:Stateless)?)'/,
    code: 'unsupported',
    sentence:
      "The graph calls a Python function ($1) that was not saved with it: the model runs only in the process that made it. Replace tf.py_function by TensorFlow's own ops and save again.",
  },
  {
    pattern: /No (?:registered '([^']+)' OpKernel|OpKernel was registered to support Op '([^']+)')/,
    code: 'unsupported',
    sentence:
      'TensorFlow $TF knows the op $1 but cannot compute it on a CPU with these dtypes; other versions may have it.',
  },
  {
    pattern:
      /Cannot assign a device for operation ([^:\s]+):.*?(?:explicitly (?:specified|assigned to)|device) (?:'|)(\/\S*?(?:GPU|TPU)\S*?)[\s';,]/s,
    code: 'unsupported',
    sentence: 'The op $1 is pinned to the device $2, which is not here.',
  },
  {
    pattern: /Cannot assign a device for operation ([^:\s]+)/,
    code: 'unsupported',
    sentence: 'The op $1 is pinned to a device that is not here.',
  },
  {
    pattern: /Could not find meta graph def matching supplied tags: (\{[^}]*\})/,
    code: 'bad-request',
    sentence: 'No meta graph of the model has the tags $1.',
  },
  {
    pattern: /(\S+\.data-\d+-of-\d+|\S+\.index); No such file or directory/,
    code: 'missing-part',
    sentence: 'The file $1 with the weights is missing. Copy the whole folder again.',
  },
  {
    pattern: /(?:^|\s|: )(\/\S+); No such file or directory/,
    code: 'missing-part',
    sentence:
      'The model needs the file $1, which is not there. It may be an asset that was left out when the model was copied.',
  },
  {
    pattern: /Could not find variable ([^\s.]+(?:\.[^\s.]+)*)\. This could mean/,
    code: 'missing-part',
    sentence: 'The graph reads the variable $1, which it does not restore when it is loaded.',
  },
  {
    pattern: /(?:Data loss|DATA_LOSS|Checksum does not match|corrupted)/i,
    code: 'checksum-mismatch',
    sentence:
      'The weights are damaged: a checksum does not match. Copy them again from where the model was saved.',
  },
  {
    pattern: /Key (\S+) not found in checkpoint/,
    code: 'missing-part',
    sentence: 'The graph asks for the variable $1, which the saved weights do not hold.',
  },
  {
    pattern: /(Assign requires shapes of both tensors to match.*)/,
    code: 'malformed',
    sentence: 'Graph and weights are of different models: $1',
  },
  {
    pattern: /(?:input|output|Input|Output) op name can not be found/i,
    code: 'malformed',
    sentence: 'The signature names a tensor that the graph does not have.',
  },
  {
    pattern: /(Matrix size-incompatible: .*|Incompatible shapes: .*|ConcatOp : .*)/,
    code: 'bad-request',
    sentence: 'The model does not take inputs of these shapes: $1',
  },
  {
    pattern: /(indices\[[\d,]*\] = -?\d+ is not in \[\d+, \d+\))/,
    code: 'bad-request',
    sentence: 'An input value is outside what the model knows: $1.',
  },
  {
    pattern: /Feature: (.+?) \(data type: (\w+)\) is required but could not be found/,
    code: 'bad-request',
    sentence: 'The tf.Example that was fed lacks the feature $1 ($2), which the model needs.',
  },
  {
    pattern: /OOM when allocating tensor with shape(\[[\d,]+\])/,
    code: 'limit-exceeded',
    sentence: 'The model needs more memory than there is: a tensor of shape $1.',
  },
];

/**
 * An error of TensorFlow's as one that says what is wrong in the model's own words; TensorFlow's message is kept in
 * `details`.
 * @param doing what was attempted. A run that fails for a reason that is not known is blamed on its inputs: what the
 *   model needs to run at all is known
 */
export function tensorflowFailure(
  error: unknown,
  doing: 'load' | 'run',
  version: string,
): AppError {
  if (error instanceof AppError) return error;
  const details = error instanceof Error ? error.message : String(error);
  for (const { pattern, code, sentence } of knownFailures) {
    const match = pattern.exec(details);
    if (!match) continue;
    const groups = match.slice(1).filter(Boolean);
    const message = sentence
      .replace('$TF', () => version)
      .replace(/\$(\d)/g, (_, group: string) => withoutNodes(groups[Number(group) - 1] ?? ''));
    const whole = /[.!]$/.test(message) ? message : `${message}.`;
    return new AppError({ code, message: whole + where(details), details }, { cause: error });
  }
  const why = `${withoutNodes(withoutPrefix(details)).replace(/\.$/, '')}.${where(details)}`;
  return new AppError(
    doing === 'load'
      ? {
          code: 'unsupported',
          message: `TensorFlow ${version} could not load the model: ${why}`,
          details,
        }
      : {
          code: 'bad-request',
          message: `TensorFlow ${version} could not run the model on these inputs: ${why}`,
          details,
        },
    { cause: error },
  );
}

/** The op that failed, where TensorFlow names it: `[[{{node dense/MatMul}}]]`. */
function where(details: string): string {
  const node = /\{\{node ([^}]+)\}\}/.exec(details)?.[1];
  return node === undefined ? '' : ` It happened in the op ${node}.`;
}

function withoutPrefix(details: string): string {
  return details
    .replace(/^(?:Failed to load SavedModel|Session fail to run with error): /, '')
    .replace(/^Invalid TF_Status: \d+\s*Message: /, '');
}

function withoutNodes(text: string): string {
  return text
    .replace(/\s*\[\[[^\]]*\]\]/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, 2)
    .join(' ');
}

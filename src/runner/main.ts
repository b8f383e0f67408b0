import { AppError } from '../core/errors.ts';
import { endWithParent } from '../process/follow-parent.ts';
import { serveCalls } from '../process/serve.ts';
import type { RunnerCalls } from '../protocol/runner.ts';
import { loadTfjsNode, type Loaded } from './binding.ts';
import { tensorflowFailure } from './failure.ts';
import { describeCpu, isOneDnnOn } from '../process/machine.ts';
import { feedTensor, fetchTensor } from './tensors.ts';

/**
 * The process that runs a model: it loads TensorFlow, then one model, once. It knows no format: what it is told
 * are a directory, tags and names of tensors. TensorFlow keeps a session for each path, so a second load in the
 * same process could answer with the first one's weights.
 */
let loaded: Loaded | null = null;
let session: number | null = null;

endWithParent();

serveCalls<RunnerCalls>({
  start: async ({ addon }) => {
    loaded = await loadTfjsNode(addon).catch((error: unknown) => {
      throw new AppError(
        {
          code: 'no-runtime',
          message: `TensorFlow does not load: ${error instanceof Error ? error.message : String(error)}`,
        },
        { cause: error },
      );
    });
    return {
      tensorflow: loaded.binding.TF_Version,
      tfjsNode: loaded.tfjsNode,
      cpu: describeCpu(),
      oneDnn: isOneDnnOn(),
    };
  },

  load: ({ directory, tags }) => {
    const { binding } = started();
    if (session !== null) throw misuse('A process loads one model only.');
    if (tags.some((tag) => tag.includes(','))) {
      throw new AppError({
        code: 'unsupported',
        message: `tfjs-node cannot name a tag that holds a comma: ${tags.join(' ')}.`,
      });
    }
    try {
      session = binding.loadSavedModel(directory, tags.join(','));
    } catch (error) {
      throw tensorflowFailure(error, 'load', binding.TF_Version);
    }
    return null;
  },

  run: ({ feeds, fetches }) => {
    const { binding } = started();
    if (session === null) throw misuse('No model is loaded.');
    try {
      const outputs = binding.runSavedModel(
        session,
        feeds.map(({ value }) => feedTensor(binding, value)),
        feeds.map(({ tensor }) => tensor).join(','),
        fetches.join(','),
      );
      return { outputs: outputs.map((output) => fetchTensor(binding, output)) };
    } catch (error) {
      throw tensorflowFailure(error, 'run', binding.TF_Version);
    }
  },
});

function started(): Loaded {
  if (loaded) return loaded;
  throw misuse('TensorFlow is not loaded yet.');
}

function misuse(message: string): AppError {
  return new AppError({ code: 'internal', message });
}

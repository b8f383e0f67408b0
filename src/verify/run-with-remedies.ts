import { AppError } from '../core/errors.ts';
import { clearDevices } from './clear-devices.ts';
import { withEditedCopy } from './edited-copy.ts';
import { joinVariables } from './join-variables.ts';
import { RunFailure, runModel, type RunOutcome, type RunRequest } from './run-model.ts';

export interface RemediedOutcome extends RunOutcome {
  /** What had to be done besides loading, for the report; sentences. */
  readonly notes: readonly string[];
}

/** Runs calls of a model, each twice. */
export type RunTwice = (
  model: RunRequest['model'],
  calls: RunRequest['calls'],
) => Promise<RemediedOutcome>;

interface Remedy {
  /** What TensorFlow says where it helps. */
  readonly symptom: RegExp;
  readonly edit: (savedModel: Uint8Array) => readonly Uint8Array[] | null;
  readonly note: string;
}

/** Reasons that a session has to fail and `tf.saved_model.load` has not. */
const remedies: readonly Remedy[] = [
  {
    symptom: /Could not find variable/,
    edit: joinVariables,
    note: 'Keras 3 with tf.saved_model.save writes each variable twice and restores only one of the two; they were joined in a copy, as tf.saved_model.load does. TensorFlow Serving cannot run this export: use model.export() for that.',
  },
  {
    symptom: /Cannot assign a device/,
    edit: clearDevices,
    note: 'The graph is pinned to a device that is not here; it was run on the CPU, from a copy without the devices.',
  },
];

/**
 * Runs a model, and where it fails for a reason that an edited copy does not have, runs that. Each try is a process
 * of its own.
 * @throws as `runModel`, of the first try where no remedy applies
 */
export async function runWithRemedies(request: RunRequest): Promise<RemediedOutcome> {
  const started = performance.now();
  const first = await runModel(request).catch((error: unknown) => {
    if (error instanceof RunFailure) return error;
    throw error;
  });
  const failures =
    first instanceof RunFailure
      ? [first]
      : first.answers.filter((answer) => answer instanceof AppError);
  const remedy = remedies.find(({ symptom }) =>
    failures.some(({ data }) => symptom.test(data.details ?? '')),
  );
  const { model, timeLimit } = request;
  const outcome =
    remedy &&
    (await withEditedCopy(model.directory, remedy.edit, async (directory) =>
      runModel({
        ...request,
        model: { ...model, directory },
        timeLimit: Math.max(1, timeLimit - (performance.now() - started)),
      }),
    ));
  if (outcome) return { ...outcome, notes: [remedy.note] };
  if (first instanceof RunFailure) throw first;
  return { ...first, notes: [] };
}

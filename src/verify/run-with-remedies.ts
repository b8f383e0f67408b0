import { clearDevices } from './clear-devices.ts';
import { withEditedCopy } from './edited-copy.ts';
import { joinVariables } from './join-variables.ts';
import { RunFailure, runModel, type RunOutcome, type RunRequest } from './run-model.ts';

export interface RemediedOutcome extends RunOutcome {
  /** What had to be done besides loading, for the report; sentences. */
  readonly notes: readonly string[];
}

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
  try {
    return { ...(await runModel(request)), notes: [] };
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    const remedy = remedies.find(({ symptom }) => symptom.test(error.data.details ?? ''));
    if (!remedy) throw error;
    const { selection, timeLimit } = request;
    const outcome = await withEditedCopy(selection.directory, remedy.edit, async (directory) =>
      runModel({
        ...request,
        selection: { ...selection, directory },
        timeLimit: Math.max(1, timeLimit - (performance.now() - started)),
      }),
    );
    if (!outcome) throw error;
    return { ...outcome, notes: [remedy.note] };
  }
}

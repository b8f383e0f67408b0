import { ReadError } from '../../core/errors.ts';
import { asReadError } from '../../core/read-error.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import type { Finding, TensorInfo } from '../../protocol/model.ts';
import { shownNames } from '../../protocol/visible-text.ts';
import type { Artifact, OpenContext, Reader } from '../contract.ts';
import {
  listCheckpoints,
  prefixInDirectory,
  readStateFile,
  stateFileName,
  type ListedCheckpoint,
} from '../../codec/checkpoint/list.ts';
import { peekInteger } from '../../codec/checkpoint/peek-integer.ts';
import { trainingCounters } from '../../core/training-counters.ts';
import { stateFindings } from './state-findings.ts';

const format = 'checkpoint-directory';

/** Checkpoints whose steps are told, the newest. */
const mostSteps = 1000;

/** A directory in which TensorFlow keeps checkpoints: the latest is shown, all are listed. */
export const checkpointDirectoryReader: Reader = {
  format,

  async probe(tree) {
    if (tree.kind !== 'directory') return 0;
    try {
      // Surer than a file that only has a SavedModel's name, less sure than a SavedModel.
      if (await readStateFile(tree)) return 0.95;
      return (await listCheckpoints(tree)).length > 0 ? 0.95 : 0;
    } catch {
      return 0;
    }
  },

  async open(tree, context) {
    try {
      return await openDirectory(tree, context);
    } catch (error) {
      throw asReadError(error, { format, path: tree.root });
    }
  },
};

async function openDirectory(tree: ArtifactTree, context: OpenContext): Promise<Artifact> {
  const state = await readStateFile(tree);
  const names = new Set(await tree.list(''));
  const stated = (state?.all ?? []).map((path) => prefixInDirectory(path, names));
  const statedLatest =
    state === null || state.latest === null ? null : prefixInDirectory(state.latest, names);
  const listed = await listCheckpoints(tree, [
    ...stated,
    ...(statedLatest === null ? [] : [statedLatest]),
  ]);
  const present = listed.map(({ prefix }) => prefix);
  const here = new Set(present);
  if (present.length === 0) {
    throw new ReadError({
      code: 'missing-part',
      message: `${tree.root} holds no checkpoint, though its file ${stateFileName} names ${shownNames(statedLatest === null ? stated : [statedLatest])}. Copy the checkpoint's files from where they were saved.`,
      format,
      path: tree.root,
    });
  }

  const latest =
    statedLatest !== null && here.has(statedLatest) ? statedLatest : (present.at(-1) ?? null);
  const findings = stateFindings({ present, stated, statedLatest, shown: latest });
  const artifact = await openFirst(tree, preferred(latest, listed), context, findings);
  return {
    ...artifact.opened,
    format,
    description: `Checkpoint directory: ${String(present.length)} ${present.length === 1 ? 'checkpoint' : 'checkpoints'}, shown is ${artifact.prefix} (${artifact.opened.description})`,
    checkpoints: { latest, all: present },
    steps: await stepsOf(tree, listed, artifact.opened.tensors, context.signal),
    files: [...(state ? [stateFileName] : []), ...artifact.opened.files],
    findings: [...findings, ...artifact.opened.findings],
  };
}

/** Steps of the checkpoints of one training: each counts them in the variable that the one that is shown does. */
async function stepsOf(
  tree: ArtifactTree,
  listed: readonly ListedCheckpoint[],
  tensors: readonly TensorInfo[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, number>> {
  const counter = trainingCounters(tensors).find(({ name }) => name === 'Step');
  const steps = new Map<string, number>();
  if (!counter) return steps;
  for (const { prefix, format } of listed.slice(-mostSteps)) {
    if (format !== 'tf-checkpoint') continue;
    const step = await peekInteger(tree, prefix, counter.tensor.name, signal);
    if (step !== null) steps.set(prefix, step);
  }
  return steps;
}

/** The latest, then the others from the newest back. */
function preferred(
  latest: string | null,
  listed: readonly ListedCheckpoint[],
): readonly ListedCheckpoint[] {
  const isLatest = ({ prefix }: ListedCheckpoint): boolean => prefix === latest;
  return [...listed.filter(isLatest), ...listed.filter((each) => !isLatest(each)).reverse()];
}

/** Opens the first checkpoint that can be opened; those before it become findings. */
async function openFirst(
  tree: ArtifactTree,
  checkpoints: readonly ListedCheckpoint[],
  context: OpenContext,
  findings: Finding[],
): Promise<{ readonly prefix: string; readonly opened: Artifact }> {
  const failures: (ListedCheckpoint & { readonly error: ReadError })[] = [];
  for (const checkpoint of checkpoints) {
    const { prefix } = checkpoint;
    try {
      const opened = await context.openPart(tree, prefix, checkpoint.format);
      for (const failure of failures) {
        findings.push({
          severity: 'error',
          code: failure.error.code,
          message: `${failure.error.message} ${prefix} is shown instead.`,
          location: failure.format === 'tf-checkpoint' ? `${failure.prefix}.index` : failure.prefix,
          kind: 'file',
        });
      }
      return { prefix, opened };
    } catch (error) {
      if (!(error instanceof ReadError)) throw error;
      failures.push({ ...checkpoint, error });
    }
  }
  // None can be opened: the latest one's own error says why.
  throw failures[0]?.error ?? new Error('There is no checkpoint to open.');
}

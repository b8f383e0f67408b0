import { ReadError } from '../../core/errors.ts';
import { asReadError } from '../../core/read-error.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import type { Finding } from '../../protocol/model.ts';
import type { Artifact, OpenContext, Reader } from '../contract.ts';
import { listCheckpoints, prefixInDirectory, readStateFile, stateFileName } from './list.ts';
import { stateFindings } from './state-findings.ts';

const format = 'checkpoint-directory';

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
  const present = await listCheckpoints(tree);
  const state = await readStateFile(tree);
  const stated = (state?.all ?? []).map((path) => prefixInDirectory(path, present));
  const statedLatest =
    state === null || state.latest === null ? null : prefixInDirectory(state.latest, present);
  if (present.length === 0) {
    const named = statedLatest ?? stated.join(', ');
    if (await tree.entry(named).catch(() => null)) {
      throw new ReadError({
        code: 'unsupported',
        message: `${tree.root} holds ${named}, a checkpoint in TensorFlow's first format (Saver V1), which this version does not read. Restore it with TensorFlow and save it again.`,
        format,
        path: tree.root,
      });
    }
    throw new ReadError({
      code: 'missing-part',
      message: `${tree.root} holds no checkpoint, though its file ${stateFileName} names ${named}. Copy the .index and .data files from where they were saved.`,
      format,
      path: tree.root,
    });
  }

  const latest =
    statedLatest !== null && present.includes(statedLatest)
      ? statedLatest
      : (present.at(-1) ?? null);
  const findings = stateFindings({ present, stated, statedLatest, shown: latest });
  const artifact = await openFirst(tree, preferred(latest, present), context, findings);
  return {
    ...artifact.opened,
    format,
    description: `Checkpoint directory: ${String(present.length)} ${present.length === 1 ? 'checkpoint' : 'checkpoints'}, shown is ${artifact.prefix} (${artifact.opened.description})`,
    checkpoints: { latest, all: present },
    files: [...(state ? [stateFileName] : []), ...artifact.opened.files],
    findings: [...findings, ...artifact.opened.findings],
  };
}

/** The latest, then the others from the newest back. */
function preferred(latest: string | null, present: readonly string[]): readonly string[] {
  const others = present.filter((prefix) => prefix !== latest).reverse();
  return latest === null ? others : [latest, ...others];
}

/** Opens the first checkpoint that can be opened; those before it become findings. */
async function openFirst(
  tree: ArtifactTree,
  prefixes: readonly string[],
  context: OpenContext,
  findings: Finding[],
): Promise<{ readonly prefix: string; readonly opened: Artifact }> {
  const failures: { readonly prefix: string; readonly error: ReadError }[] = [];
  for (const prefix of prefixes) {
    try {
      const opened = await context.openPart(tree, prefix, 'tf-checkpoint');
      for (const failure of failures) {
        findings.push({
          severity: 'error',
          code: failure.error.code,
          message: `${failure.error.message} ${prefix} is shown instead.`,
          location: `${failure.prefix}.index`,
          kind: 'file',
        });
      }
      return { prefix, opened };
    } catch (error) {
      if (!(error instanceof ReadError)) throw error;
      failures.push({ prefix, error });
    }
  }
  // None can be opened: the latest one's own error says why.
  throw failures[0]?.error ?? new Error('There is no checkpoint to open.');
}

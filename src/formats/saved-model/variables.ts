import { objectGraphKey } from '../../codec/object-graph/description.ts';
import { AppError, ReadError } from '../../core/errors.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import type { Finding } from '../../protocol/model.ts';
import type { Artifact, OpenContext } from '../contract.ts';
import { variablesPrefix } from './files.ts';

/** The checkpoint in `variables`, as far as it could be opened. */
export interface Variables {
  readonly checkpoint: Artifact | null;
  /** Its TrackableObjectGraph, when it has a readable one. */
  readonly objectGraph: Uint8Array | null;
  readonly findings: readonly Finding[];
}

/**
 * Opens the values. What is missing or damaged becomes a finding: signatures, layers and versions are shown
 * without them.
 *
 * @param expected whether the model has variables, as far as its own file says
 */
export async function openVariables(
  tree: ArtifactTree,
  context: OpenContext,
  expected: boolean,
): Promise<Variables> {
  const index = `${variablesPrefix}.index`;
  if (!(await tree.entry(index))) {
    return {
      checkpoint: null,
      objectGraph: null,
      findings: expected ? [await missingVariables(tree, index)] : [],
    };
  }
  let checkpoint: Artifact;
  try {
    checkpoint = await context.openPart(tree, variablesPrefix, 'tf-checkpoint');
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code === 'cancelled') throw thrown;
    return {
      checkpoint: null,
      objectGraph: null,
      findings: [
        {
          severity: 'error',
          code: thrown.code,
          message: `The variables cannot be read; signatures and structure are shown. ${thrown.message}`,
          location: index,
          kind: 'file',
        },
      ],
    };
  }
  return {
    checkpoint,
    objectGraph: await readObjectGraph(checkpoint, context),
    findings: checkpoint.findings,
  };
}

async function missingVariables(tree: ArtifactTree, index: string): Promise<Finding> {
  const files = (await tree.list('')).includes('variables/') ? await tree.list('variables') : [];
  const what =
    files.length === 0
      ? 'The directory variables is missing or empty, so the model has no weights and cannot be loaded.'
      : `${index} is missing, so the weights in variables cannot be read and the model cannot be loaded.`;
  return {
    severity: 'error',
    code: 'missing-part',
    message: `${what} Copy the whole directory again from where it was saved.`,
    location: index,
    kind: 'file',
  };
}

/** Null where there is none or it is damaged, which the checkpoint's own findings then say. */
async function readObjectGraph(
  checkpoint: Artifact,
  context: OpenContext,
): Promise<Uint8Array | null> {
  if (!checkpoint.tensors.some(({ name }) => name === objectGraphKey)) return null;
  try {
    const signal = context.signal ? { signal: context.signal } : {};
    for await (const chunk of checkpoint.read(objectGraphKey, 'all', signal)) {
      if (chunk.kind === 'strings') return chunk.values[0] ?? null;
    }
  } catch (thrown) {
    if (!(thrown instanceof ReadError)) throw thrown;
  }
  return null;
}

import type { OpenedArtifact } from '../../formats/contract.ts';
import { print, printJson, standardOutput } from '../print.ts';
import { withArtifact } from '../session.ts';
import { exitCodeFor } from '../text/findings.ts';
import { inspectionText } from '../text/inspection.ts';

export interface InspectOptions {
  readonly json?: boolean;
  /** Every layer and tensor in the text, not only the first. */
  readonly all?: boolean;
}

/** Prints what an artifact is and holds. @returns the exit code: 1 where a finding is an error */
export function inspect(path: string, options: InspectOptions): Promise<number> {
  return withArtifact(path, async (_server, { artifact }) => {
    if (options.json) await printJson(inspectionDocument(artifact));
    else await print(inspectionText(artifact, standardOutput(), options.all === true));
    return exitCodeFor(artifact.summary.findings);
  });
}

/** The document of `inspect --json`. Fields may be added, never renamed; a project has parts, and null for the rest. */
export function inspectionDocument({ summary, layers, tensors }: OpenedArtifact): object {
  const project = summary.format === 'project';
  return {
    path: summary.path,
    format: summary.format,
    description: summary.description,
    writtenBy: summary.writtenBy,
    parts: summary.parts,
    metaGraphs: summary.metaGraphs,
    layers: project ? null : layers,
    parameterCount: summary.parameterCount,
    tensors: project ? null : tensors,
    checkpoints: summary.checkpoints,
    metadata: summary.metadata,
    assets: summary.assets,
    facts: summary.facts,
    files: summary.files,
    findings: summary.findings,
  };
}

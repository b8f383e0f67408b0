import type { OpenedArtifact } from '../formats/contract.ts';
import { artifactStamp, openArtifact } from '../formats/open.ts';
import type { Severity } from '../protocol/model.ts';
import { scan } from '../scan/scan.ts';
import { Sessions, type OpenOptions } from './sessions.ts';

/** Sessions over every format that this project reads. */
export function createSessions(): Sessions {
  return new Sessions({ open: openAndScan, stamp: artifactStamp });
}

const severities: readonly Severity[] = ['error', 'warning', 'info'];

/** An artifact with what the scan says of it, behind the reader's own findings of the same severity. */
async function openAndScan(path: string, options: OpenOptions): Promise<OpenedArtifact> {
  const artifact = await openArtifact(path, options);
  const all = [...artifact.findings, ...scan(artifact)];
  const findings = severities.flatMap((severity) =>
    all.filter((finding) => finding.severity === severity),
  );
  return { ...artifact, findings, summary: { ...artifact.summary, findings } };
}

import type { Artifact } from '../formats/contract.ts';
import type { Finding } from '../protocol/model.ts';
import { scanNames } from './names.ts';
import { scanOps } from './ops.ts';
import { scanSignatures } from './signatures.ts';

/** What the scan looks at: all of it is in memory once an artifact is open. */
export type Scanned = Pick<
  Artifact,
  'format' | 'files' | 'metaGraphs' | 'layers' | 'tensors' | 'ops'
>;

/**
 * What is worth knowing of an artifact beyond its own damage: what a reload will need, what it may do, and names
 * that are not what they seem. A sound model has none of it.
 */
export function scan(artifact: Scanned): Finding[] {
  return [...scanSignatures(artifact), ...scanOps(artifact), ...scanNames(artifact)];
}

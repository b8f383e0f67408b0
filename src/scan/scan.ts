import type { Artifact } from '../formats/contract.ts';
import type { Finding } from '../protocol/model.ts';
import { scanFlow } from './flow.ts';
import { scanKeras } from './keras.ts';
import { scanLoading } from './loading.ts';
import { scanNames } from './names.ts';
import { scanOutside } from './outside.ts';
import { scanSignatures } from './signatures.ts';

/** What the scan looks at: all of it is in memory once an artifact is open. */
export type Scanned = Pick<
  Artifact,
  'format' | 'files' | 'metaGraphs' | 'layers' | 'tensors' | 'graphs' | 'configurations'
>;

/**
 * What is worth knowing of an artifact beyond its own damage: what it does when it is run, what a reload will need,
 * and names that are not what they seem. A sound model has none of it.
 *
 * @param tensorflow the version that would run it here; null where none is known
 */
export function scan(artifact: Scanned, tensorflow: string | null = null): Finding[] {
  return [
    ...scanSignatures(artifact),
    ...scanOutside(artifact),
    ...scanKeras(artifact),
    ...scanFlow(artifact),
    ...scanLoading(artifact, tensorflow),
    ...scanNames(artifact),
  ];
}

import { configuredModel } from '../graph/config/configured-model.ts';
import type { Finding } from '../protocol/model.ts';
import type { Scanned } from './scan.ts';

/** Where the configuration of a Keras model says what cannot be of how its layers take from each other. */
export function scanFlow({
  configurations,
  files,
}: Pick<Scanned, 'configurations' | 'files'>): Finding[] {
  return (configurations ?? [])
    .filter(({ isModel }) => isModel)
    .flatMap(({ value }) => configuredModel(value).findings)
    .map((finding) =>
      // The model itself is the artifact.
      finding.location === ''
        ? { ...finding, location: files[0] ?? '', kind: 'file' as const }
        : finding,
    );
}

import { shownName } from '../protocol/visible-text.ts';
import type { Finding } from '../protocol/model.ts';
import type { Scanned } from './scan.ts';

/** Meta graphs that nobody can call, and signatures that answer nothing. */
export function scanSignatures({
  format,
  files,
  metaGraphs,
}: Pick<Scanned, 'format' | 'files' | 'metaGraphs'>): Finding[] {
  // Other graphs have no signatures, and nobody misses them.
  if (format !== 'saved-model' || !metaGraphs) return [];
  const findings: Finding[] = [];
  if (metaGraphs.every(({ signatures }) => Object.keys(signatures).length === 0)) {
    findings.push({
      severity: 'info',
      code: 'no-signature',
      message:
        'The model has no signature, so it can be called from Python only, and its round trip cannot be verified. Pass signatures to tf.saved_model.save to get one.',
      location: files[0] ?? '',
      kind: 'file',
    });
  }
  for (const { signatures } of metaGraphs) {
    for (const [name, { outputs }] of Object.entries(signatures)) {
      if (Object.keys(outputs).length > 0) continue;
      findings.push({
        severity: 'warning',
        code: 'empty-signature',
        message: `The signature ${shownName(name)} has no outputs: calling it answers nothing. Save the model again with a function that returns its result.`,
        location: name,
        kind: 'signature',
      });
    }
  }
  return findings;
}

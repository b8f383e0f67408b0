import { recordPlaces } from '../../codec/tfrecord/record-places.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import { limits } from '../../protocol/limits.ts';
import { warmupRequests, type Fact, type Finding } from '../../protocol/model.ts';
import { warmupFile } from './files.ts';

/**
 * How many requests TensorFlow Serving would run when it loads the model. Found by their lengths: what they hold is
 * read when the model is verified.
 */
export async function describeWarmup(
  tree: ArtifactTree,
  signal?: AbortSignal,
): Promise<{ readonly facts: readonly Fact[]; readonly findings: readonly Finding[] }> {
  if (!(await tree.entry(warmupFile))) return { facts: [], findings: [] };
  const findings: Finding[] = [];
  const finding = (severity: Finding['severity'], code: string, message: string): void => {
    findings.push({ severity, code, message, location: warmupFile, kind: 'file' });
  };
  const place = { format: 'tfrecord', path: `${tree.root}/${warmupFile}` };
  const source = await tree.open(warmupFile);
  let records = 0;
  try {
    for await (const record of recordPlaces(source, place, signal)) {
      if ('damage' in record) {
        const { code, message } = record.damage;
        finding('error', code, `${message} TensorFlow Serving cannot load the model with it.`);
        break;
      }
      records = record.number;
      if (records <= limits.warmupRecords) continue;
      const message = `${warmupFile} has more than ${limits.warmupRecords} records, and TensorFlow Serving loads no model with more.`;
      finding('warning', 'limit-exceeded', message);
      break;
    }
  } finally {
    await source.close();
  }
  const value = records > limits.warmupRecords ? `more than ${limits.warmupRecords}` : `${records}`;
  return {
    facts: [{ group: warmupRequests, name: 'Records', value, source: warmupFile }],
    findings,
  };
}

import { besidePrefix } from '../../codec/checkpoint/prefix.ts';
import { checkpointFile } from '../../core/checkpoint-files.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import type { Finding } from '../../protocol/model.ts';
import type { BundleTensor } from './entry.ts';
import type { Shard } from './shards.ts';

/** At most this many names are in a sentence; the rows carry the reason for all of them. */
const namesShown = 3;

/** One finding for each data file that is missing or too short, and one for each tensor that is bad by itself. */
export function damageFindings(
  tensors: readonly BundleTensor[],
  shards: readonly Shard[],
): Finding[] {
  const findings: Finding[] = [];
  for (const [number, shard] of shards.entries()) {
    const affected = tensors.filter(({ damage }) => damage?.shards.includes(number) === true);
    if (shard.bytes !== null && affected.length === 0) continue;
    findings.push(fileFinding(shard, affected, tensors.length));
  }
  for (const { name, damage } of tensors) {
    if (!damage || damage.shards.length > 0) continue;
    findings.push({
      severity: damage.code === 'unsupported' ? 'info' : 'error',
      code: damage.code,
      message: `${name} cannot be read. ${damage.message}`,
      location: name,
      kind: 'tensor',
    });
  }
  return findings;
}

function fileFinding(shard: Shard, affected: readonly BundleTensor[], tensors: number): Finding {
  const missing = shard.bytes === null;
  const what = missing
    ? `${shard.file} is missing`
    : `${shard.file} ends at byte ${String(shard.bytes)}, before the last of its values`;
  if (affected.length === 0) {
    return {
      severity: 'warning',
      code: 'missing-part',
      message: `${what}. The index places no values in it, so all of them can be read.`,
      location: shard.file,
      kind: 'file',
    };
  }
  const rest =
    affected.length === tensors
      ? 'names, dtypes and shapes are shown from the index'
      : 'all other tensors can be read';
  return {
    severity: 'error',
    code: missing ? 'missing-part' : 'truncated',
    message: `${what}: the values of ${someNames(affected)} cannot be read; ${rest}. Copy the file from where the checkpoint was saved.`,
    location: shard.file,
    kind: 'file',
  };
}

function someNames(tensors: readonly BundleTensor[]): string {
  // TensorFlow's own keys (`_CHECKPOINTABLE_OBJECT_GRAPH`) say least to a person.
  const own = tensors.filter(({ name }) => name.startsWith('_'));
  const ordered = [...tensors.filter(({ name }) => !name.startsWith('_')), ...own];
  const names = ordered.slice(0, namesShown).map(({ name }) => name);
  const more = tensors.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${String(more)} more` : names.join(', ');
}

/** What a save that was interrupted or repeated has left beside the checkpoint; it does no harm. */
export async function leftoverFindings(
  tree: ArtifactTree,
  prefix: string,
  shards: number,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const path of await besidePrefix(tree, prefix)) {
    const file = checkpointFile(path);
    if (file?.part === 'data' && file.prefix === prefix && file.count !== shards) {
      findings.push({
        severity: 'info',
        code: 'stale-file',
        message: `${path} belongs to no checkpoint here: the index names ${String(shards)} data ${shards === 1 ? 'file' : 'files'}, and this is one of ${String(file.count)}. It is left from another save and can be deleted.`,
        location: path,
        kind: 'file',
      });
    } else if (path.startsWith(`${prefix}_temp`) || path.startsWith(`${prefix}.index.tempstate`)) {
      findings.push({
        severity: 'info',
        code: 'interrupted-save',
        message: `${path.replace(/\/$/, '')} is left from a save that was interrupted. It can be deleted when no program is saving here.`,
        location: path.replace(/\/$/, ''),
        kind: 'file',
      });
    }
  }
  return findings;
}

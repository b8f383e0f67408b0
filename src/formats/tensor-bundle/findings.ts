import { besidePrefix } from '../../codec/checkpoint/prefix.ts';
import { checkpointFile } from '../../core/checkpoint-files.ts';
import { FindingList } from '../../core/finding-list.ts';
import { addTo } from '../../core/multimap.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import type { Finding } from '../../protocol/model.ts';
import { shownName, shownNames } from '../../protocol/visible-text.ts';
import type { BundleTensor } from './entry.ts';
import type { Shard } from './shards.ts';

/** At most this many names are in a sentence; the rows carry the reason for all of them. */
const namesShown = 3;

/** Missing files without values that are told one by one; of more, how many. */
const filesTold = 3;

/**
 * One finding for each data file that is missing or too short, and one for each tensor that is bad by itself.
 * @param index the index file, for the tensors that it lists wrongly
 */
export function damageFindings(
  tensors: readonly BundleTensor[],
  shards: readonly Shard[],
  index: string,
): readonly Finding[] {
  const affected = new Map<number, BundleTensor[]>();
  for (const tensor of tensors) {
    for (const shard of new Set(tensor.damage?.shards)) addTo(affected, shard, tensor);
  }
  const findings = new FindingList(index);
  const unused: Shard[] = [];
  for (const [number, shard] of shards.entries()) {
    const those = affected.get(number);
    if (those) findings.add(fileFinding(shard, those, tensors.length));
    else if (shard.bytes === null) unused.push(shard);
  }
  for (const finding of unusedFindings(unused)) findings.add(finding);
  for (const { name, damage } of tensors) {
    if (!damage || damage.shards.length > 0) continue;
    findings.add({
      severity: damage.code === 'unsupported' ? 'info' : 'error',
      code: damage.code,
      message: `${shownName(name)} cannot be read. ${damage.message}`,
      location: name,
      kind: 'tensor',
    });
  }
  return findings.all;
}

/** An index may state tens of thousands of data files that nobody has ever written. */
function unusedFindings(missing: readonly Shard[]): Finding[] {
  if (missing.length <= filesTold)
    return missing.map((shard) => unusedFinding(shard, shard.file, 'is'));
  const [first] = missing;
  if (!first) return [];
  return [unusedFinding(first, `${first.file} and ${String(missing.length - 1)} more`, 'are')];
}

function unusedFinding({ file }: Shard, what: string, verb: string): Finding {
  return {
    severity: 'warning',
    code: 'missing-part',
    message: `${what} ${verb} missing. The index places no values in ${verb === 'is' ? 'it' : 'them'}, so all of them can be read.`,
    location: file,
    kind: 'file',
  };
}

function fileFinding(shard: Shard, affected: readonly BundleTensor[], tensors: number): Finding {
  const missing = shard.bytes === null;
  const what = missing
    ? `${shard.file} is missing`
    : `${shard.file} ends at byte ${String(shard.bytes)}, before the last of its values`;
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
  return shownNames(
    ordered.map(({ name }) => name),
    namesShown,
  );
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

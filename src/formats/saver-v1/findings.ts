import { besidePrefix } from '../../codec/checkpoint/prefix.ts';
import type { ReadError } from '../../core/errors.ts';
import { shownName, visibleText } from '../../protocol/visible-text.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import type { Finding, Severity } from '../../protocol/model.ts';
import type { SavedTensor } from './saved-tensor.ts';

/** At most this many names are in a sentence. */
const namesShown = 3;

/** One finding for all files that are not there: what they hold is listed nowhere else. */
export function missingFindings(missing: readonly string[], prefix: string): Finding[] {
  const [first] = missing;
  if (first === undefined) return [];
  const are = missing.length === 1 ? 'is' : 'are';
  return [
    fileFinding(
      'error',
      'missing-part',
      first,
      `${some(missing)} ${are} missing, and with ${missing.length === 1 ? 'it' : 'them'} the tensors that only ${missing.length === 1 ? 'it holds' : 'they hold'}: those are not listed below. Copy all files of ${visibleText(prefix)} from where it was saved.`,
    ),
  ];
}

/** A file of several that cannot be opened. */
export function unreadableFinding(file: string, { code, message }: ReadError): Finding {
  return fileFinding(
    'error',
    code,
    file,
    `${message} The tensors that only this file holds are not listed below; those of the other files are shown.`,
  );
}

export function damageFindings(tensors: readonly SavedTensor[]): Finding[] {
  return tensors.flatMap(({ name, damage }): Finding[] =>
    damage
      ? [
          {
            severity: damage.code === 'unsupported' ? 'info' : 'error',
            code: damage.code,
            message: `${shownName(name)} cannot be read. ${damage.message}`,
            location: name,
            kind: 'tensor',
          },
        ]
      : [],
  );
}

/** What a save that was interrupted or repeated has left beside the checkpoint; it does no harm. */
export async function leftoverFindings(
  tree: ArtifactTree,
  prefix: string,
  stale: readonly string[],
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const [first] = stale;
  if (first !== undefined) {
    findings.push(
      fileFinding(
        'info',
        'stale-file',
        first,
        `${some(stale)} ${stale.length === 1 ? 'belongs' : 'belong'} to another save of ${visibleText(prefix)}, with another number of files, and ${stale.length === 1 ? 'is' : 'are'} not shown. Delete what is left from it.`,
      ),
    );
  }
  for (const path of await besidePrefix(tree, prefix)) {
    // TensorSliceWriter of tensorflow/core/util/tensor_slice_writer.cc writes there first.
    if (!path.startsWith(prefix) || !/^(?:-\d+-of-\d+)?\.tempstate/.test(path.slice(prefix.length)))
      continue;
    findings.push(
      fileFinding(
        'info',
        'interrupted-save',
        path,
        `${visibleText(path)} is left from a save that was interrupted. It can be deleted when no program is saving here.`,
      ),
    );
  }
  return findings;
}

function fileFinding(severity: Severity, code: string, location: string, message: string): Finding {
  return { severity, code, message, location, kind: 'file' };
}

function some(files: readonly string[]): string {
  const more = files.length - namesShown;
  const shown = files.slice(0, namesShown).map(visibleText).join(', ');
  return more > 0 ? `${shown} and ${String(more)} more` : shown;
}

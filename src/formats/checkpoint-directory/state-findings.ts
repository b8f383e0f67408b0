import type { Finding } from '../../protocol/model.ts';
import { stateFileName } from '../../codec/checkpoint/list.ts';
import { shownName, shownNames } from '../../protocol/visible-text.ts';

/** Prefixes of checkpoints in a directory, as its state file and its files have them. */
export interface StatedAndPresent {
  readonly present: readonly string[];
  /** Named as kept; empty where there is no state file. */
  readonly stated: readonly string[];
  /** Named as the latest; null where there is no state file. */
  readonly statedLatest: string | null;
  /** The checkpoint that is shown. */
  readonly shown: string | null;
}

/** What the state file names and is gone, and what is there and unnamed. */
export function stateFindings({
  present,
  stated,
  statedLatest,
  shown,
}: StatedAndPresent): Finding[] {
  const findings: Finding[] = [];
  const [here, named] = [new Set(present), new Set(stated)];
  const finding = (severity: Finding['severity'], code: string, message: string): void => {
    findings.push({ severity, code, message, location: stateFileName, kind: 'file' });
  };
  if (statedLatest !== null && !here.has(statedLatest)) {
    finding(
      'warning',
      'missing-part',
      `The file ${stateFileName} names ${shownName(statedLatest)} as the latest checkpoint, and it is not here; shown is ${shownName(shown ?? 'none')}. Copy it from where it was saved, or correct the file.`,
    );
  }
  const gone = [...named].filter((prefix) => prefix !== statedLatest && !here.has(prefix));
  if (gone.length > 0) {
    finding(
      'warning',
      'missing-part',
      `The file ${stateFileName} names ${shownNames(gone)}, which ${gone.length === 1 ? 'is' : 'are'} not here. Copy ${gone.length === 1 ? 'it' : 'them'} from where ${gone.length === 1 ? 'it was' : 'they were'} saved, if still needed.`,
    );
  }
  if (statedLatest === null) return findings;
  const unnamed = present.filter((prefix) => prefix !== statedLatest && !named.has(prefix));
  if (unnamed.length > 0) {
    finding(
      'info',
      'unnamed-checkpoint',
      `${shownNames(unnamed)} ${unnamed.length === 1 ? 'lies' : 'lie'} here and the file ${stateFileName} does not name ${unnamed.length === 1 ? 'it' : 'them'}: saved in another way, or left from an earlier run.`,
    );
  }
  return findings;
}

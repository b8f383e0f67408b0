import { artifactStamp, openArtifact } from '../formats/open.ts';
import { Sessions } from './sessions.ts';

/** Sessions over every format that this project reads. */
export function createSessions(): Sessions {
  return new Sessions({ open: openArtifact, stamp: artifactStamp });
}

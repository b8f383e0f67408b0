import type { ArtifactTree } from '../../io/byte-source.ts';
import { shownName } from '../../protocol/visible-text.ts';
import type { Finding } from '../../protocol/model.ts';
import { directoryOf } from '../checkpoint/prefix.ts';

/** The finding for a file that a graph reads when it is loaded, and that is not there. */
export function missingAsset(name: string): Finding {
  return {
    severity: 'error',
    code: 'missing-part',
    message: `The model reads the asset ${shownName(name)} when it is loaded, and assets holds no such file. Copy the assets directory again from where the model was saved.`,
    location: `assets/${shownName(name)}`,
    kind: 'file',
  };
}

/**
 * The assets of a graph in a file of its own: in `assets` beside it.
 * @param named relative to `assets`
 */
export async function assetsBeside(
  tree: ArtifactTree,
  file: string,
  named: readonly string[],
): Promise<{ readonly assets: readonly string[]; readonly findings: readonly Finding[] }> {
  const directory = directoryOf(file);
  const assets: string[] = [];
  const findings: Finding[] = [];
  for (const name of new Set(named)) {
    const path = `${directory === '' ? '' : `${directory}/`}assets/${name}`;
    // A name that leads out of the model is not followed.
    if (await tree.entry(path).catch(() => null)) assets.push(path);
    else findings.push(missingAsset(name));
  }
  return { assets, findings };
}

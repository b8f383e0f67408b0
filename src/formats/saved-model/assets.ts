import { missingAsset } from '../../codec/graph/assets.ts';
import { FindingList } from '../../core/finding-list.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import type { Finding } from '../../protocol/model.ts';

/** Directories whose files belong to the model without being part of it. */
const assetDirectories = ['assets/', 'assets.extra/'];

/**
 * Files in `assets` and `assets.extra`, and a finding for each that the model names and that is not there.
 *
 * @param named file names in `AssetFileDef`s, relative to `assets`
 */
export async function findAssets(
  tree: ArtifactTree,
  named: readonly string[],
): Promise<{ readonly assets: readonly string[]; readonly findings: readonly Finding[] }> {
  const entries = await tree.entries();
  const assets = entries
    .map(({ path }) => path)
    .filter((path) => assetDirectories.some((directory) => path.startsWith(directory)));
  const present = new Set(assets);
  const missing = [...new Set(named)].filter((name) => !present.has(`assets/${name}`));
  const findings = new FindingList('assets');
  for (const name of missing) findings.add(missingAsset(name));
  return { assets, findings: findings.all };
}

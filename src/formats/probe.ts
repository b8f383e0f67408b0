import type { ArtifactTree } from '../io/byte-source.ts';
import type { FormatId } from '../protocol/model.ts';
import type { Reader } from './contract.ts';
import { readers } from './registry.ts';

/**
 * The readers that take a tree, the surest first; of two equally sure ones the one that stands first in the registry.
 * @param only the one format that is asked for
 */
export async function probe(tree: ArtifactTree, only?: FormatId): Promise<readonly Reader[]> {
  const sure: { readonly reader: Reader; readonly confidence: number }[] = [];
  for (const reader of readers) {
    if (only !== undefined && reader.format !== only) continue;
    const confidence = await reader.probe(tree);
    if (confidence > 0) sure.push({ reader, confidence });
  }
  return sure.sort((a, b) => b.confidence - a.confidence).map(({ reader }) => reader);
}

import type { EmbeddingAnalysis, EmbeddingMap } from '../../../src/protocol/embeddings.ts';
import { count, plural, share } from '../../format.ts';
import { leftOut } from './row-words.ts';

/** What a map shows, in a sentence: which rows, by which method, and how far it can be believed. */
export function mapSentence(
  map: EmbeddingMap,
  rows: number,
  analysis: EmbeddingAnalysis | null,
): string {
  const parts = [whichRows(map, rows, analysis)];
  if (map.method === 'pca') {
    parts.push(map.count < map.of ? 'PCA over all rows' : 'exact PCA');
    if (map.explained !== null) {
      const [first, second] = map.explained;
      parts.push(`its two axes carry ${share(first + second, 1)} of the variance`);
    }
  } else {
    parts.push(
      `UMAP, seed ${map.seed}`,
      'neighbours stand together; distances between groups say little',
    );
  }
  return parts.join(' · ');
}

function whichRows(map: EmbeddingMap, rows: number, analysis: EmbeddingAnalysis | null): string {
  if (map.count < map.of) {
    return `A sample of ${count(map.count)} of ${plural(rows, 'row')}, seed ${map.seed}`;
  }
  if (map.of >= rows) return rows === 1 ? 'The only row' : `All ${plural(rows, 'row')}`;
  const without = analysis === null ? '' : leftOut(analysis);
  return `${count(map.of)} of ${plural(rows, 'row')}${without === '' ? '' : `, without ${without}`}`;
}

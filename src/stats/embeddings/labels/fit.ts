import type { LabelSource } from '../../../protocol/embeddings.ts';
import type { FoundTable } from '../find-tables.ts';

/** Words that the artifact holds, for some table. */
export interface LabelOffer {
  /** `firstRow` null where only the number of rows tells it. */
  readonly source: Omit<LabelSource, 'firstRow'> & { readonly firstRow: number | null };
  /** Names of the tensors whose rows they are; null where nothing says it. */
  readonly feeds: ReadonlySet<string> | null;
  /** What its names are compared with those of tables by: a path. */
  readonly path: string;
  /** Whether they are given only to a table that shares a word with their name: numbers may be anything. */
  readonly namedOnly: boolean;
}

/** Rows in front of a vocabulary at most: a mask, and one for what is not in it. */
const mostInFront = 2;

/** Words in names that say nothing about whose rows they are. */
const common = new Set(
  `embedding embeddings embed emb lookup lookups table tables string integer text vectorization vocab vocabulary
  vocabularies id ids name names label labels key keys title titles word token list index layer layers asset assets txt csv
  tsv variable variables value values attributes weight weights vars tower model keras functional all misc of the and
  matrix vector vectors factor factors data array candidate candidates identifier identifiers query`.split(
    /\s+/,
  ),
);

/** The words for a table's rows, the likeliest first: those that the model itself says, then by names and counts. */
export function labelsFor(
  table: FoundTable,
  offers: readonly LabelOffer[],
): readonly LabelSource[] {
  const words = wordsOf(`${table.title} ${table.tensor}`);
  return offers
    .flatMap(({ source, feeds, path, namedOnly }) => {
      if (feeds !== null && !feeds.has(table.tensor)) return [];
      const inFront = table.rows - source.count;
      const fits = inFront >= 0 && inFront <= mostInFront;
      const firstRow = source.firstRow ?? (fits ? inFront : 0);
      if (feeds === null && !(fits && firstRow <= inFront)) return [];
      const shared = [...wordsOf(path)].filter((word) => words.has(word)).length;
      if (namedOnly && shared === 0) return [];
      const rank = (feeds === null ? 0 : 100) + shared * 10 + (inFront === firstRow ? 1 : 0);
      return [{ source: { ...source, firstRow }, rank }];
    })
    .sort((a, b) => b.rank - a.rank)
    .map(({ source }) => source);
}

function wordsOf(path: string): ReadonlySet<string> {
  const words = path
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .map((word) => (word.length > 3 ? word.replace(/s$/, '') : word))
    .filter((word) => word.length > 1 && !common.has(word) && !common.has(`${word}s`));
  return new Set(words);
}

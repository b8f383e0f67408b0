import type {
  ChosenLabels,
  EmbeddingMap,
  EmbeddingTable,
  LabelSource,
  TableQuery,
} from '../../src/protocol/embeddings.ts';
import type { ErrorData } from '../../src/protocol/errors.ts';
import { errorData, isCancelled, type Rpc } from '../rpc.ts';
import type { Memory, Remembered } from './memory.ts';
import { Newest } from './newest.ts';
import { float32s, uint32s, uint8s } from './numbers.ts';
import { Observable } from './observable.ts';
import { TableRows } from './table-rows.ts';

/** Columns of the plot of norms: as many as are told apart on a wide pane. */
const normColumns = 600;
/** What samples and UMAP's random steps depend on: always the same, so that a map can be found again. */
const seed = 1;
/** Rows that a search lists. */
export const listedHits = 100;

/** A map as the canvas draws it. */
export interface Points {
  readonly map: EmbeddingMap;
  /** Row of each point. */
  readonly rows: Uint32Array;
  /** x and y of each point. */
  readonly places: Float32Array;
  readonly norms: Float32Array;
  readonly clusters: Uint8Array;
  /** Point of each row that is on the map. */
  readonly pointOf: ReadonlyMap<number, number>;
}

/** The embedding tables of an artifact, and all that is known of the one that is looked at. */
export class Embeddings extends Observable {
  readonly #rpc: Rpc;
  readonly #memory: Memory;
  #started = false;
  /** null until they are known. */
  tables: readonly EmbeddingTable[] | null = null;
  error: ErrorData | null = null;
  readonly analysis: Newest<'embeddings/analysis'>;
  readonly norms: Newest<'embeddings/norms'>;
  readonly map: Newest<'embeddings/map'>;
  readonly neighbours: Newest<'embeddings/neighbours'>;
  readonly comparison: Newest<'embeddings/compare'>;
  readonly hits: Newest<'embeddings/rows'>;
  /** All rows of the table, by number: their labels and norms. */
  readonly rows: TableRows;
  /** Rows that a tile has chosen. */
  readonly chosenRows: TableRows;
  /** Labels out of files that a person has chosen, by the file's path; null while they are read. */
  readonly #chosen = new Map<string, ChosenLabels | ErrorData | null>();
  #points: Points | null = null;
  /** The table that all answers are about. */
  #table: string | null;

  /** `before`: of the same artifact, which has changed since; its tables show until they are asked for anew. */
  constructor(rpc: Rpc, memory: Memory, before?: Embeddings) {
    super();
    this.#rpc = rpc;
    this.#memory = memory;
    this.tables = before?.tables ?? null;
    this.#table = before === undefined ? null : before.#table;
    this.analysis = new Newest(rpc, 'embeddings/analysis', before?.analysis);
    this.norms = new Newest(rpc, 'embeddings/norms', before?.norms);
    this.map = new Newest(rpc, 'embeddings/map', before?.map);
    this.neighbours = new Newest(rpc, 'embeddings/neighbours', before?.neighbours);
    this.comparison = new Newest(rpc, 'embeddings/compare', before?.comparison);
    this.hits = new Newest(rpc, 'embeddings/rows', before?.hits);
    this.rows = new TableRows(rpc);
    this.chosenRows = new TableRows(rpc);
  }

  /** All that a view of them watches. */
  get watched(): readonly Observable[] {
    return [
      ...[this, this.analysis, this.norms, this.map, this.neighbours, this.comparison],
      ...[this.hits, this.rows, this.chosenRows],
    ];
  }

  /** Asks once which tables there are. */
  want(): void {
    if (this.#started) return;
    this.#started = true;
    void this.#load();
  }

  again(): void {
    this.error = null;
    this.changed();
    void this.#load();
  }

  /** How many tables were found, beyond what only has two dimensions; null until that is known. */
  get found(): number | null {
    return this.tables?.filter(({ reason }) => reason !== 'shape').length ?? null;
  }

  /** A tensor as a table; null where it is none, or none is known yet. */
  of(tensor: string): EmbeddingTable | null {
    return this.tables?.find((table) => table.tensor === tensor) ?? null;
  }

  /** The table that is looked at: the one that was chosen, else the first with words for its rows; null where there is none. */
  get table(): EmbeddingTable | null {
    const { table } = this.#memory.get('embeddings');
    const { tables } = this;
    return (
      tables?.find(({ tensor }) => tensor === table) ??
      tables?.find(({ reason, labels }) => reason !== 'shape' && labels.length > 0) ??
      tables?.[0] ??
      null
    );
  }

  /** Where the labels of a table come from; null for none, undefined while a chosen file is read. */
  labelsOf(table: EmbeddingTable): LabelSource | null | undefined {
    const wanted = this.#memory.get('embeddings').labels[table.tensor];
    if (wanted === undefined) return table.labels[0] ?? null;
    if (wanted.kind === 'none') return null;
    if (wanted.kind === 'file') {
      const read = this.chosenLabels(table);
      if (read === null) return undefined;
      return 'source' in read ? read.source : null;
    }
    return table.labels.find(({ id }) => id === wanted.id) ?? table.labels[0] ?? null;
  }

  /** What was read of the file that was chosen for a table's labels; null while it is read, or where there is none. */
  chosenLabels(table: EmbeddingTable): ChosenLabels | ErrorData | null {
    const wanted = this.#memory.get('embeddings').labels[table.tensor];
    if (wanted?.kind !== 'file') return null;
    const key = JSON.stringify([table.tensor, wanted.path, wanted.column]);
    const known = this.#chosen.get(key);
    if (known !== undefined) return known;
    this.#chosen.set(key, null);
    void this.#readLabels(key, table.tensor, wanted);
    return null;
  }

  /** Points of the last map. */
  get points(): Points | null {
    const map = this.map.result;
    if (map === null) return null;
    if (this.#points?.map !== map) this.#points = pointsOf(map);
    return this.#points;
  }

  /** Asks for all that the view shows. Nothing, until it is known which table and which labels. */
  show(): void {
    const { table } = this;
    const labels = table === null ? undefined : this.labelsOf(table);
    if (table !== null && table.tensor !== this.#table) this.#forget(table.tensor);
    const hasRows = table !== null && table.rows > 0 && labels !== undefined;
    const of: TableQuery | null = hasRows
      ? { tensor: table.tensor, labels: labels?.id ?? null }
      : null;
    const { method, row, metric, nearest, compared, selection } = this.#memory.get('embeddings');
    const chosen = table !== null && row !== null && row < table.rows ? row : null;
    this.analysis.want(of);
    this.norms.want(of && { ...of, columns: normColumns });
    this.map.want(of && { ...of, method, seed });
    this.neighbours.want(
      of === null || chosen === null ? null : { ...of, row: chosen, metric, k: nearest },
    );
    this.comparison.want(
      of === null || chosen === null || compared === null
        ? null
        : { ...of, rows: [chosen, compared] },
    );
    this.rows.show(of && { ...of, kind: 'all', text: '' });
    this.chosenRows.show(
      of === null || selection === null || selection.kind === 'lasso'
        ? null
        : { ...of, kind: selection.kind, text: '' },
    );
  }

  /** Another table: figures of the one before would be taken for its. */
  #forget(table: string): void {
    this.#table = table;
    const { analysis, norms, map, neighbours, comparison, hits } = this;
    for (const each of [analysis, norms, map, neighbours, comparison, hits]) each.forget();
  }

  /** Rows with a text in their label, or with that number. */
  search(text: string): void {
    const { table } = this;
    const labels = table === null ? undefined : this.labelsOf(table);
    this.hits.want(
      table === null || labels === undefined || text.trim() === ''
        ? null
        : {
            ...{ tensor: table.tensor, labels: labels?.id ?? null },
            ...({ kind: 'all', text: text.trim(), offset: 0, limit: listedHits } as const),
          },
    );
  }

  async #load(): Promise<void> {
    try {
      this.tables = (await this.#rpc.request('embeddings/tables', {})).tables;
    } catch (error) {
      if (isCancelled(error)) return;
      this.error = errorData(error);
    }
    this.changed();
  }

  async #readLabels(
    key: string,
    tensor: string,
    { path, column }: Extract<LabelChoice, { kind: 'file' }>,
  ): Promise<void> {
    try {
      const params = { tensor, path, ...(column === null ? {} : { column }) };
      this.#chosen.set(key, await this.#rpc.request('embeddings/labels', params));
    } catch (error) {
      if (isCancelled(error)) this.#chosen.delete(key);
      else this.#chosen.set(key, errorData(error));
    }
    this.changed();
  }
}

export type LabelChoice = NonNullable<Remembered['embeddings']['labels'][string]>;

function pointsOf(map: EmbeddingMap): Points {
  const rows = uint32s(map.rows);
  const pointOf = new Map<number, number>();
  rows.forEach((row, point) => pointOf.set(row, point));
  return {
    ...{ map, rows, pointOf },
    places: float32s(map.points),
    norms: float32s(map.norms),
    clusters: uint8s(map.clusters),
  };
}

import { AppError } from '../../core/errors.ts';
import type { OpenedArtifact } from '../../formats/contract.ts';
import type {
  EmbeddingAnalysis,
  EmbeddingMap,
  EmbeddingTable,
  LabelSource,
  MapQuery,
  Metric,
  Neighbours,
  NormsByRow,
  RowComparison,
  RowPage,
  RowQuery,
  TableQuery,
} from '../../protocol/embeddings.ts';
import type { TensorInfo } from '../../protocol/model.ts';
import { shownName } from '../../protocol/visible-text.ts';
import { analyseTable, type AnalysedTable } from '../../stats/embeddings/analyse.ts';
import { findTables, type FoundTable } from '../../stats/embeddings/find-tables.ts';
import { labelsFor } from '../../stats/embeddings/labels/fit.ts';
import type { LabelList } from '../../stats/embeddings/labels/label-list.ts';
import { embeddingMap } from '../../stats/embeddings/map.ts';
import type { RowKinds } from '../../stats/embeddings/row-kinds.ts';
import { rowTable, type OpenTable } from '../../stats/embeddings/table.ts';
import type { StatisticsThreads } from '../../stats/threads/statistics-threads.ts';
import type { GraphStore } from '../graph-store.ts';
import { SharedWork, type Waiting } from '../shared-work.ts';
import { isChosenFile, readChosenFile, type ChosenFile } from './chosen-file.ts';
import {
  assetOffers,
  configuredOffers,
  graphKnowledge,
  tensorOffers,
  type ReadOffer,
} from './label-offers.ts';
import {
  compareRows,
  findNear,
  matchingRows,
  normsByRow,
  rowPage,
  withLabels,
  type Near,
} from './rows.ts';

/** What is known of all tables of an artifact. */
interface Tables {
  readonly tables: readonly EmbeddingTable[];
  readonly offers: ReadonlyMap<string, ReadOffer>;
}

/** Analyses that are kept: five bytes for each row. */
const analysesKept = 4;

const mapsKept = 8;

/** Lists of labels that are kept: up to `limits.labelBytes` each. */
const listsKept = 4;

/** Lists of rows that were looked for, and of neighbours, that are kept: who turns a page or goes back has them at once. */
const [matchesKept, nearKept] = [4, 64];

/** A table that somebody looks at: its rows, and the words for them. */
export interface LookedAt {
  readonly table: OpenTable;
  readonly labels: LabelList | null;
}

/** The embedding tables of an open artifact, what they are made of, and what was computed of them. */
export class EmbeddingStore {
  readonly #artifact: OpenedArtifact;
  readonly #graphs: GraphStore;
  readonly #threads: StatisticsThreads;
  readonly #tensor: (name: string) => TensorInfo;
  readonly #tables = new SharedWork<Tables>(1);
  readonly #analyses = new SharedWork<AnalysedTable>(analysesKept);
  readonly #maps = new SharedWork<EmbeddingMap>(mapsKept);
  readonly #lists = new SharedWork<LabelList>(listsKept);
  readonly #matches = new SharedWork<Uint32Array>(matchesKept);
  readonly #near = new SharedWork<Near>(nearKept);
  /** Columns of the files that people chose, by path and tensor. */
  readonly #columns = new Map<string, string | undefined>();

  /** @param tensor `OpenSession.tensor` */
  constructor(
    artifact: OpenedArtifact,
    graphs: GraphStore,
    threads: StatisticsThreads,
    tensor: (name: string) => TensorInfo,
  ) {
    this.#artifact = artifact;
    this.#graphs = graphs;
    this.#threads = threads;
    this.#tensor = tensor;
  }

  async tables(call: Waiting): Promise<readonly EmbeddingTable[]> {
    return (await this.#found(call)).tables;
  }

  /** The rows that a query is about, with their words. @throws AppError as `rowTable` does; `bad-request` for other words */
  async lookAt(query: TableQuery, call: Waiting): Promise<LookedAt> {
    const table = this.table(query.tensor);
    return { table, labels: await this.#labels(query, table, call) };
  }

  /** @throws AppError as `rowTable` does */
  table(tensor: string): OpenTable {
    const table = rowTable(this.#tensor(tensor));
    return { ...table, artifact: this.#artifact, threads: this.#threads };
  }

  /** What all rows of a table tell. */
  analysed(tensor: string, call: Waiting): Promise<AnalysedTable> {
    const table = this.table(tensor);
    return this.#analyses.of(tensor, call, ({ signal, report }) =>
      analyseTable(table, { signal, report }),
    );
  }

  async analysis(query: TableQuery, call: Waiting): Promise<EmbeddingAnalysis> {
    const { labels } = await this.lookAt(query, call);
    const { analysis, kinds } = await this.analysed(query.tensor, call);
    return {
      ...analysis,
      unlabelled: labels && labelledKinds(kinds, labels).of('unlabelled'),
    };
  }

  map(query: MapQuery, call: Waiting): Promise<EmbeddingMap> {
    const { tensor, method, seed } = query;
    const table = this.table(tensor);
    return this.#maps.of(JSON.stringify([tensor, method, seed]), call, async (waiting) =>
      embeddingMap(table, await this.analysed(tensor, waiting), { method, seed }, waiting),
    );
  }

  async norms(tensor: string, columns: number, call: Waiting): Promise<NormsByRow> {
    return normsByRow((await this.analysed(tensor, call)).kinds, columns);
  }

  async rows(query: RowQuery, call: Waiting): Promise<RowPage> {
    const { table, labels } = await this.lookAt(query, call);
    const { tensor, labels: id, kind, text } = query;
    const key = JSON.stringify([tensor, id, kind, text, labels?.firstRow]);
    const matched = await this.#matches.of(key, call, async (waiting) => {
      const kinds = kind === 'all' ? null : (await this.analysed(tensor, waiting)).kinds;
      const labelled = kinds && labelledKinds(kinds, labels);
      return matchingRows(table.rows, labelled, labels, query, waiting.signal);
    });
    return rowPage(table, labels, matched, query, { signal: call.signal });
  }

  async neighbours(
    query: TableQuery,
    { row, metric, k }: { readonly row: number; readonly metric: Metric; readonly k: number },
    call: Waiting,
  ): Promise<Neighbours> {
    const { table, labels } = await this.lookAt(query, call);
    const key = JSON.stringify([query.tensor, row, metric, k]);
    const near = await this.#near.of(key, call, ({ signal, report }) => {
      let done = 0;
      const total = table.rows * table.rowBytes;
      return findNear(
        table,
        { row, metric, count: k },
        {
          signal,
          report: (bytes) => {
            done = Math.min(total, done + bytes);
            report({ done, total, unit: 'bytes', message: 'Comparing with all rows' });
          },
        },
      );
    });
    return withLabels(near, labels);
  }

  async compare(
    query: TableQuery,
    rows: readonly [number, number],
    call: Waiting,
  ): Promise<RowComparison> {
    const { table, labels } = await this.lookAt(query, call);
    return compareRows(table, labels, rows, { signal: call.signal });
  }

  /** Reads words out of a file that a person chose; what was read of it before is forgotten. */
  async choose(
    tensor: string,
    path: string,
    column: string | undefined,
    call: Waiting,
  ): Promise<ChosenFile> {
    const table = this.table(tensor);
    const chosen = await readChosenFile(path, column, table.rows, call.signal);
    const key = listKey(path, tensor);
    this.#columns.set(key, chosen.column ?? undefined);
    this.#lists.forget(key);
    await this.#lists.of(key, call, () => Promise.resolve(chosen.list));
    return chosen;
  }

  async #labels(
    { tensor, labels: id }: TableQuery,
    table: OpenTable,
    call: Waiting,
  ): Promise<LabelList | null> {
    if (id === null) return null;
    if (isChosenFile(id)) {
      const key = listKey(id, tensor);
      return this.#lists.of(key, call, async ({ signal }) => {
        const column = this.#columns.get(key);
        return (await readChosenFile(id, column, table.rows, signal)).list;
      });
    }
    const { tables, offers } = await this.#found(call);
    const source = tables
      .find((each) => each.tensor === tensor)
      ?.labels.find((each) => each.id === id);
    const offer = offers.get(id);
    if (!source || !offer) throw noSuchLabels(id);
    const list = await this.#lists.of(id, call, ({ signal }) => offer.read(signal));
    return list.from(source.firstRow);
  }

  #found(call: Waiting): Promise<Tables> {
    return this.#tables.of('', call, (waiting) => this.#find(waiting));
  }

  async #find(call: Waiting): Promise<Tables> {
    const artifact = this.#artifact;
    const { gathered, offers: told } = await graphKnowledge(artifact, this.#graphs, call);
    const { format, layers, tensors } = artifact;
    const found = findTables({ format, layers, tensors, gathered });
    const files = new Set(told.flatMap(({ source }) => source.file ?? []));
    const offers = [
      ...told,
      ...configuredOffers(artifact, await this.#configuredGraph(call)),
      ...(await assetOffers(artifact, files, call.signal)),
      ...tensorOffers(artifact, new Set(found.map(({ rows }) => rows))),
    ];
    return {
      tables: found.map((table) => ({ ...table, labels: sourcesFor(table, offers) })),
      offers: new Map(offers.map((offer) => [offer.source.id, offer])),
    };
  }

  async #configuredGraph(call: Waiting) {
    const choice = this.#graphs.choices.find(({ source }) => source === 'config');
    return choice ? (await this.#graphs.index(choice.id, call)).graph : null;
  }
}

/** Which rows have words. */
export function labelledKinds(kinds: RowKinds, labels: LabelList | null): RowKinds {
  return kinds.with(labels && { from: labels.firstRow, to: labels.firstRow + labels.count });
}

/** Labels that are told of one table: of thousands of files that fit, the rest fits as well. */
const mostSources = 20;

function sourcesFor(table: FoundTable, offers: readonly ReadOffer[]): readonly LabelSource[] {
  return labelsFor(table, offers).slice(0, mostSources);
}

function listKey(path: string, tensor: string): string {
  return JSON.stringify([path, tensor]);
}

function noSuchLabels(id: string): AppError {
  return new AppError({
    code: 'bad-request',
    message: `There are no labels ${shownName(id)} for this table. Choose others, or a file.`,
  });
}

import path from 'node:path';
import { AppError } from '../../core/errors.ts';
import { plural } from '../../protocol/figures.ts';
import { shownName, shownNames } from '../../protocol/visible-text.ts';
import type {
  EmbeddingAnalysis,
  EmbeddingTable,
  LabelSource,
  Metric,
  Neighbours,
} from '../../protocol/embeddings.ts';
import type { SessionId } from '../../protocol/requests.ts';
import { analyseEmbeddings } from '../../server/handlers/embedding-analysis.ts';
import { compareRows } from '../../server/handlers/embedding-compare.ts';
import { readLabels } from '../../server/handlers/embedding-labels.ts';
import { findNeighbours } from '../../server/handlers/embedding-neighbours.ts';
import { listTables } from '../../server/handlers/embedding-tables.ts';
import type { OpenSession } from '../../server/sessions.ts';
import { assertOne } from '../assert-one.ts';
import { exportTable } from '../export-table.ts';
import { print, printJson, standardOutput } from '../print.ts';
import { withProgress } from '../progress.ts';
import { withArtifact, type InProcess } from '../session.ts';
import { embeddingsText } from '../text/embeddings.ts';

export interface EmbeddingsOptions {
  /** Name, path or title of one table. */
  readonly tensor?: string;
  /** A row's number, or its label. */
  readonly neighbors?: string;
  readonly k: number;
  readonly metric: Metric;
  /** A file with the words for the rows. */
  readonly labels?: string;
  /** A file that is to be written. */
  readonly export?: string;
  readonly json?: boolean;
}

/** A table that is told, with its words. */
export interface ToldTable {
  readonly table: EmbeddingTable;
  readonly labels: LabelSource | null;
  readonly analysis: EmbeddingAnalysis;
}

/** What is near a row of a table; of another metric than cosine, the cosine too. */
export interface ToldNeighbours extends Neighbours {
  readonly table: EmbeddingTable;
  readonly metric: Metric;
  readonly cosines: readonly (number | null)[];
}

/** What is printed, as text or as JSON. */
export interface EmbeddingsReport {
  readonly tables: readonly ToldTable[];
  readonly neighbours: ToldNeighbours | null;
  /** What does not fit in a file of labels, as sentences. */
  readonly notes: readonly string[];
  readonly exported: string | null;
  /** Tensors that could be looked at as tables, too. */
  readonly others: number;
}

/** Prints what the embedding tables hold. @returns the exit code, 0 */
export function embeddings(artifactPath: string, options: EmbeddingsOptions): Promise<number> {
  return withArtifact(artifactPath, async (server, open, session) => {
    assertOne(open.artifact.summary);
    const report = await new Command(server, open, session, options).run();
    if (options.json) await printJson(embeddingsDocument(report));
    else await print(embeddingsText(report, standardOutput()));
    return 0;
  });
}

class Command {
  readonly #server: InProcess;
  readonly #open: OpenSession;
  readonly #session: SessionId;
  readonly #options: EmbeddingsOptions;

  constructor(
    server: InProcess,
    open: OpenSession,
    session: SessionId,
    options: EmbeddingsOptions,
  ) {
    this.#server = server;
    this.#open = open;
    this.#session = session;
    this.#options = options;
  }

  async run(): Promise<EmbeddingsReport> {
    const { tables: all } = await this.#server.call(listTables, { session: this.#session });
    const found = all.filter(({ reason }) => reason !== 'shape');
    const tables = this.#options.tensor === undefined ? found : [this.#chosen(all)];
    const { labels, export: target } = this.#options;
    const only = labels === undefined && target === undefined ? null : this.#only(tables);

    let file: LabelSource | null = null;
    let notes: readonly string[] = [];
    if (labels !== undefined && only) {
      const params = { session: this.#session, tensor: only.tensor, path: path.resolve(labels) };
      ({ source: file, notes } = await this.#server.call(readLabels, params));
    }
    const exported =
      target === undefined || !only ? null : await this.#export(only, path.resolve(target));
    // Asked for first: what cannot be done should not be known only after all has been read.
    const neighbours = await this.#neighbours(tables, file);
    const told: ToldTable[] = [];
    for (const table of tables) {
      const source = file ?? table.labels[0] ?? null;
      const query = { session: this.#session, tensor: table.tensor, labels: source?.id ?? null };
      const analysis = await withProgress((report) =>
        this.#server.call(analyseEmbeddings, query, report),
      );
      told.push({ table, labels: source, analysis });
    }
    return { tables: told, neighbours, notes, exported, others: all.length - found.length };
  }

  /** @throws AppError `bad-request` for a name that no table has */
  #chosen(all: readonly EmbeddingTable[]): EmbeddingTable {
    const { tensor: name = '' } = this.#options;
    const { tensors } = this.#open.artifact;
    const tensor =
      tensors.find((each) => each.name === name) ??
      tensors.find(({ objectPath }) => objectPath === name);
    const table =
      all.find((each) => each.tensor === tensor?.name) ?? all.find(({ title }) => title === name);
    if (table) return table;
    // One that is no table is told as such.
    if (tensor) this.#open.embeddings.table(tensor.name);
    throw new AppError({
      code: 'bad-request',
      message: `There is no table ${shownName(name)} among the ${plural(all.length, 'tensor')} of two dimensions; \`inspect\` lists all.`,
    });
  }

  /** @throws AppError `bad-request` where it is not said which table is meant */
  #only(tables: readonly EmbeddingTable[]): EmbeddingTable {
    const [table] = tables;
    if (table && tables.length === 1) return table;
    throw new AppError({
      code: 'bad-request',
      message:
        tables.length === 0
          ? 'No embedding table was found. Name a tensor of two dimensions with --tensor.'
          : `There are ${plural(tables.length, 'table')}: name one with --tensor, such as ${shownNames(tables.map(({ title }) => title))}.`,
    });
  }

  async #neighbours(
    tables: readonly EmbeddingTable[],
    file: LabelSource | null,
  ): Promise<ToldNeighbours | null> {
    const { neighbors: wanted, metric, k } = this.#options;
    if (wanted === undefined) return null;
    const rows: { table: EmbeddingTable; row: number; labels: string | null }[] = [];
    for (const table of tables) {
      const labels = (file ?? table.labels[0])?.id ?? null;
      const row = await this.#row(table, labels, wanted);
      if (row !== null) rows.push({ table, row, labels });
    }
    const [found] = rows;
    if (!found) throw noSuchRow(wanted, tables);
    const { table, row, labels } =
      rows.length === 1 ? found : { ...found, table: this.#only(rows.map((each) => each.table)) };
    const query = { session: this.#session, tensor: table.tensor, labels };
    const neighbours = await withProgress((report) =>
      this.#server.call(findNeighbours, { ...query, row, metric, k }, report),
    );
    const cosines: (number | null)[] = [];
    for (const { row: other, value } of neighbours.nearest) {
      if (metric === 'cosine') cosines.push(value);
      else {
        const pair = { ...query, rows: [row, other] as const };
        cosines.push((await this.#server.call(compareRows, pair)).cosine);
      }
    }
    return { ...neighbours, table, metric, cosines };
  }

  /** The row with this label or, without one, of this number; null where the table has neither. */
  async #row(table: EmbeddingTable, labels: string | null, wanted: string): Promise<number | null> {
    const query = { tensor: table.tensor, labels };
    const call = { signal: new AbortController().signal, report: () => undefined };
    const { labels: list } = await this.#open.embeddings.lookAt(query, call);
    const row = list?.rowOf(wanted) ?? null;
    if (row !== null && row < table.rows) return row;
    return /^\d+$/.test(wanted) && Number(wanted) < table.rows ? Number(wanted) : null;
  }

  async #export(table: EmbeddingTable, target: string): Promise<string> {
    const { embeddings: store } = this.#open;
    await withProgress((report) => exportTable(store.table(table.tensor), target, report));
    return target;
  }
}

function noSuchRow(wanted: string, tables: readonly EmbeddingTable[]): AppError {
  const [table] = tables;
  const where =
    table && tables.length === 1
      ? `${shownName(table.title)}, which has ${plural(table.rows, 'row')}`
      : `any of the ${plural(tables.length, 'table')}`;
  return new AppError({
    code: 'bad-request',
    message: `There is no row ${shownName(wanted)} in ${where}. Rows are counted from 0; a label is given as it is written.`,
  });
}

/** The document of `embeddings --json`. Fields may be added, never renamed; `neighbors` null where none was asked for. */
export function embeddingsDocument({ tables, neighbours }: EmbeddingsReport): object {
  return {
    embeddings: tables.map(({ table, labels, analysis }) => ({
      name: table.tensor,
      title: table.title,
      dtype: table.dtype,
      reason: table.reason,
      rows: table.rows,
      dimensions: table.dimensions,
      labels: labels?.name ?? null,
      unlabelledRows: analysis.unlabelled?.count ?? null,
      rowNorm: analysis.norms && {
        min: analysis.norms.min,
        max: analysis.norms.max,
        mean: analysis.norms.mean,
        std: analysis.norms.std,
      },
      zeroRows: analysis.zeroRows.count,
      nonFiniteRows: analysis.nonFiniteRows.count,
      duplicateRows: analysis.duplicates.count,
      duplicateGroups: analysis.duplicates.groupCount,
      nearDuplicates: analysis.nearDuplicates && {
        rows: analysis.nearDuplicates.count,
        over: analysis.nearDuplicates.over,
        compared: analysis.nearDuplicates.compared,
      },
      untrainedRows: analysis.untrained?.count ?? null,
      meanCosine: analysis.meanCosine,
      explainedVariance: analysis.explainedVariance,
    })),
    neighbors:
      neighbours &&
      neighbours.nearest.map(({ row, label, value }, index) => ({
        row,
        label,
        cosine: neighbours.cosines[index] ?? null,
        ...(neighbours.metric === 'cosine' ? {} : { [neighbours.metric]: value }),
      })),
  };
}

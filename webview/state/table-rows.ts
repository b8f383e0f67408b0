import type { ErrorData } from '../../src/protocol/errors.ts';
import type { EmbeddingRow, RowQuery } from '../../src/protocol/embeddings.ts';
import { errorData, isCancelled, type Rpc } from '../rpc.ts';
import { Observable } from './observable.ts';

const pageSize = 200;
/** Of what is copied. */
const copiedPage = 1000;
/** Pages that are kept: the first that came is the first to go. */
const mostPages = 400;

/** Rows of a table that have something in common, fetched by page as they come into sight. */
export class TableRows extends Observable {
  readonly #rpc: Rpc;
  #query: Omit<RowQuery, 'offset' | 'limit'> | null = null;
  #key = '';
  #pages = new Map<number, readonly EmbeddingRow[]>();
  #asked = new Set<number>();
  #ends = new AbortController();
  /** How many there are; null until that is known. */
  matched: number | null = null;
  error: ErrorData | null = null;

  constructor(rpc: Rpc) {
    super();
    this.#rpc = rpc;
  }

  /** Starts over with other rows, unless they are the same; null: none. */
  show(query: Omit<RowQuery, 'offset' | 'limit'> | null): void {
    const key = JSON.stringify(query);
    if (key === this.#key) return;
    this.#key = key;
    this.#query = query;
    this.again();
  }

  /** Asks anew, after it failed or was stopped. */
  again(): void {
    this.#ends.abort();
    this.#ends = new AbortController();
    this.#pages = new Map();
    this.#asked = new Set();
    this.matched = null;
    this.error = null;
    if (this.#query !== null) void this.#fetch(0);
    this.changed();
  }

  /** One of them by its place among them; undefined while it is on its way. */
  at(index: number): EmbeddingRow | undefined {
    return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize];
  }

  /** The same, and it is fetched. */
  wanted(index: number): EmbeddingRow | undefined {
    const row = this.at(index);
    if (row === undefined && this.error === null) void this.#fetch(Math.floor(index / pageSize));
    return row;
  }

  /** These are in sight. */
  want(first: number, last: number): void {
    const end = Math.min(last, (this.matched ?? 1) - 1);
    for (let page = Math.floor(first / pageSize); page * pageSize <= end; page += 1) {
      void this.#fetch(page);
    }
  }

  /** All of them, page by page, up to `most`. @throws RequestError */
  async all(most: number): Promise<readonly EmbeddingRow[]> {
    const query = this.#query;
    const rows: EmbeddingRow[] = [];
    if (query === null) return rows;
    for (let matched = 1; rows.length < Math.min(matched, most);) {
      const page = await this.#rpc.request('embeddings/rows', {
        ...query,
        offset: rows.length,
        limit: Math.min(copiedPage, most - rows.length),
      });
      if (page.rows.length === 0) break;
      rows.push(...page.rows);
      matched = page.matched;
    }
    return rows;
  }

  async #fetch(page: number): Promise<void> {
    if (this.#asked.has(page) || this.#query === null) return;
    this.#asked.add(page);
    const { signal } = this.#ends;
    try {
      const { matched, rows } = await this.#rpc.request(
        'embeddings/rows',
        { ...this.#query, offset: page * pageSize, limit: pageSize },
        { signal },
      );
      if (signal.aborted) return;
      this.#pages.set(page, rows);
      this.matched = matched;
      this.#keepFew();
    } catch (error) {
      if (signal.aborted || isCancelled(error)) return;
      this.#asked.delete(page);
      this.error = errorData(error);
    }
    this.changed();
  }

  #keepFew(): void {
    const [first] = this.#pages.keys();
    if (this.#pages.size <= mostPages || first === undefined) return;
    this.#pages.delete(first);
    this.#asked.delete(first);
  }
}

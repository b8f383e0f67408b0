import type { TensorInfo } from '../../src/protocol/model.ts';
import type { TensorPage, TensorSort } from '../../src/protocol/tensors.ts';
import { errorData, isCancelled, type Rpc } from '../rpc.ts';
import type { ErrorData } from '../../src/protocol/errors.ts';
import { Observable } from './observable.ts';

const pageSize = 200;
/** Where all are wanted at once. */
const allPageSize = 2000;

export interface Order {
  readonly filter: string;
  readonly sort: TensorSort;
  readonly descending: boolean;
}

/** Tensors that pass a filter, in an order, fetched by page as they come into sight. */
export class TensorList extends Observable {
  readonly #rpc: Rpc;
  #order: Order = { filter: '', sort: 'file', descending: false };
  #pages = new Map<number, readonly TensorInfo[]>();
  #asked = new Set<number>();
  #abort = new AbortController();
  /** Rows that are in sight. */
  #sight = { first: 0, last: 0 };
  /** The last answer's figures; they stay until those of a new order are there, so that nothing blinks. */
  figures: Omit<TensorPage, 'rows'> | null = null;
  error: ErrorData | null = null;

  /** `before`: of the same artifact, which has changed since; it fills the screen until the first answer. */
  constructor(rpc: Rpc, before?: TensorList) {
    super();
    this.#rpc = rpc;
    if (before === undefined) return;
    before.#abort.abort();
    this.#order = before.#order;
    this.#pages = before.#pages;
    this.figures = before.figures;
  }

  get order(): Order {
    return this.#order;
  }

  /** Starts over in another order, or in the same one with other figures. */
  async show(order: Order): Promise<void> {
    this.#order = order;
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#asked = new Set();
    await this.#fetch(0, true);
    this.want(this.#sight.first, this.#sight.last);
  }

  /** A row, or undefined while its page is on its way. */
  row(index: number): TensorInfo | undefined {
    return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize];
  }

  /** These rows are in sight: asks for the pages that hold them, and for what is next to them. */
  want(first: number, last: number): void {
    this.#sight = { first, last };
    const most = (this.figures?.matched ?? 0) - 1;
    const from = Math.max(0, first - pageSize / 2);
    const to = Math.max(last, Math.min(most, last + pageSize / 2));
    for (let page = Math.floor(from / pageSize); page * pageSize <= to; page += 1) {
      void this.#fetch(page, false);
    }
  }

  /** A tensor and its place in the order, wherever that is; null where it does not pass. */
  async find(name: string): Promise<NonNullable<TensorPage['found']> | null> {
    try {
      const page = await this.#rpc.request(
        'artifact/tensors',
        { ...this.#order, offset: 0, limit: 0, find: name },
        { signal: this.#abort.signal },
      );
      return page.found ?? null;
    } catch {
      return null; // whoever lists the tensors says why that failed
    }
  }

  /** Every tensor that passes, page by page; those that came where one fails, and then `error` says why. */
  async all(): Promise<readonly TensorInfo[]> {
    const order = this.#order;
    const rows: TensorInfo[] = [];
    let matched = 1;
    try {
      while (rows.length < matched) {
        const page = await this.#rpc.request('artifact/tensors', {
          ...order,
          offset: rows.length,
          limit: allPageSize,
        });
        if (page.rows.length === 0) break;
        rows.push(...page.rows);
        matched = page.matched;
      }
    } catch (error) {
      this.error = errorData(error);
      this.changed();
    }
    return rows;
  }

  async #fetch(page: number, fresh: boolean): Promise<void> {
    if (this.#asked.has(page)) return;
    this.#asked.add(page);
    try {
      const { rows, ...figures } = await this.#rpc.request(
        'artifact/tensors',
        { ...this.#order, offset: page * pageSize, limit: pageSize },
        { signal: this.#abort.signal },
      );
      if (fresh) this.#pages = new Map();
      this.#pages.set(page, rows);
      this.figures = figures;
      this.error = null;
    } catch (error) {
      if (isCancelled(error)) return;
      this.#asked.delete(page);
      this.error = errorData(error);
    }
    this.changed();
  }
}

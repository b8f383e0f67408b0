import type { ErrorData } from '../../src/protocol/errors.ts';
import type {
  GraphChoice,
  GraphHit,
  GraphNodeDetail,
  GraphPicture,
  GraphQuery,
} from '../../src/protocol/graph.ts';
import { errorData, isCancelled, type Rpc } from '../rpc.ts';
import { Observable } from './observable.ts';

/** The graphs that an artifact has, fetched when first wanted. */
export class Graphs extends Observable {
  readonly #rpc: Rpc;
  #started = false;
  /** null until they are known. */
  choices: readonly GraphChoice[] | null = null;
  error: ErrorData | null = null;

  /** `before`: of the same artifact, which has changed since; it fills the screen until the answer. */
  constructor(rpc: Rpc, before?: Graphs) {
    super();
    this.#rpc = rpc;
    this.choices = before?.choices ?? null;
  }

  want(): void {
    if (this.#started) return;
    this.#started = true;
    void this.#load();
  }

  /** Asks once more, after it failed. */
  again(): void {
    this.error = null;
    void this.#load();
    this.changed();
  }

  /** The one by an id, else the one that people look at first; null where there is none. */
  chosen(id: string | null): GraphChoice | null {
    return this.choices?.find((choice) => choice.id === id) ?? this.choices?.[0] ?? null;
  }

  async #load(): Promise<void> {
    try {
      this.choices = (await this.#rpc.request('graph/list', {})).graphs;
    } catch (error) {
      this.error = errorData(error);
    }
    this.changed();
  }
}

/** Part of a graph as it is drawn; the newest that was asked for. */
export class Drawing extends Observable {
  readonly #rpc: Rpc;
  #wanted = '';
  #query: GraphQuery | null = null;
  #ends = new AbortController();
  picture: GraphPicture | null = null;
  /** What the picture is of. */
  drawn: GraphQuery | null = null;
  /** Why what was wanted last could not be drawn; the picture is the one before. */
  error: ErrorData | null = null;

  constructor(rpc: Rpc, before?: Drawing) {
    super();
    this.#rpc = rpc;
    this.picture = before?.picture ?? null;
    this.drawn = before?.drawn ?? null;
  }

  /** Draws something, unless it is what was wanted last. What shows stays until it is there. */
  show(query: GraphQuery): void {
    const wanted = JSON.stringify(query);
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#query = query;
    void this.#load(query);
  }

  /** Once more, after it failed or was stopped. */
  again(): void {
    if (this.#query !== null) void this.#load(this.#query);
  }

  async #load(query: GraphQuery): Promise<void> {
    this.#ends.abort();
    const ends = new AbortController();
    this.#ends = ends;
    try {
      const { signal } = ends;
      const picture = await this.#rpc.request('graph/picture', query, { signal });
      if (ends.signal.aborted) return;
      this.picture = picture;
      this.drawn = query;
      this.error = null;
    } catch (error) {
      if (isCancelled(error)) return;
      this.error = errorData(error);
      // Another graph's picture would be taken for this one's.
      if (this.drawn?.graph !== query.graph || this.drawn.level !== query.level)
        this.picture = null;
    }
    this.changed();
  }
}

/** What is known of single nodes, fetched when they are looked at. */
export class GraphNodes extends Observable {
  readonly #rpc: Rpc;
  readonly #known = new Map<string, GraphNodeDetail | ErrorData | null>();

  constructor(rpc: Rpc) {
    super();
    this.#rpc = rpc;
  }

  /** null: on its way. */
  of(graph: string, id: string): GraphNodeDetail | ErrorData | null {
    const key = JSON.stringify([graph, id]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, null);
    void this.#load(key, graph, id);
    return null;
  }

  async #load(key: string, graph: string, id: string): Promise<void> {
    try {
      this.#known.set(key, await this.#rpc.request('graph/node', { graph, id }));
    } catch (error) {
      this.#known.set(key, errorData(error));
    }
    this.changed();
  }
}

/** Milliseconds without a key before it is searched. */
const typingPause = 150;

/** What a graph has of a text. */
export class GraphSearch extends Observable {
  readonly #rpc: Rpc;
  #wanted = '';
  #ends = new AbortController();
  #typing: ReturnType<typeof setTimeout> | undefined;
  /** null: nothing is searched for, or what there is of it is not known yet. */
  hits: readonly GraphHit[] | null = null;
  /** How many there are; the hits are the first of them. */
  matched = 0;
  /** Ids of what is found and of the groups around it, in which it is while they are closed. */
  found: ReadonlySet<string> | null = null;

  constructor(rpc: Rpc) {
    super();
    this.#rpc = rpc;
  }

  /** Searches, unless it is what was searched for last. `graph` null: nowhere. */
  show(graph: string | null, text: string): void {
    const wanted = JSON.stringify([graph, text.trim()]);
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    clearTimeout(this.#typing);
    this.#ends.abort();
    this.hits = null;
    if (graph === null || text.trim() === '') {
      this.found = null;
      return;
    }
    this.#typing = setTimeout(() => void this.#load(graph, text.trim()), typingPause);
  }

  async #load(graph: string, text: string): Promise<void> {
    const ends = new AbortController();
    this.#ends = ends;
    try {
      const { signal } = ends;
      const { hits, matched } = await this.#rpc.request(
        'graph/search',
        { graph, text },
        { signal },
      );
      if (ends.signal.aborted) return;
      this.hits = hits;
      this.matched = matched;
      this.found = new Set(hits.flatMap(({ id, within }) => [id, ...within]));
    } catch (error) {
      if (isCancelled(error)) return;
      this.hits = [];
      this.matched = 0;
      this.found = null;
    }
    this.changed();
  }
}

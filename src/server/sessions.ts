import { randomUUID } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { cancelled, throwIfCancelled } from '../core/cancel.ts';
import { AppError } from '../core/errors.ts';
import type { OpenedArtifact } from '../formats/contract.ts';
import type { TensorInfo } from '../protocol/model.ts';
import type { Progress, SessionId } from '../protocol/requests.ts';
import { orCancelled } from '../core/or-cancelled.ts';
import { EmbeddingStore } from './embeddings/embedding-store.ts';
import { GraphStore } from './graph-store.ts';
import { StatisticsThreads } from '../stats/threads/statistics-threads.ts';
import { StatisticsStore } from './statistics-store.ts';
import { TensorTable } from './tensor-table.ts';

export interface OpenOptions {
  readonly signal?: AbortSignal;
  /** Called now and then where opening takes long. */
  readonly report?: (progress: Progress) => void;
}

/** What the sessions are kept of; `openArtifact` and `artifactStamp` of the formats. */
export interface ArtifactOpener {
  readonly open: (path: string, options: OpenOptions) => Promise<OpenedArtifact>;
  /** `ArtifactSummary.stamp` as it would be now. */
  readonly stamp: (path: string) => Promise<string>;
}

/** An artifact that is open, with what is derived from it once for all who look at it. */
export class OpenSession {
  readonly artifact: OpenedArtifact;
  readonly statistics: StatisticsStore;
  readonly graphs: GraphStore;
  readonly embeddings: EmbeddingStore;
  #table: TensorTable | undefined;
  #byName: ReadonlyMap<string, TensorInfo> | undefined;

  /** @param threads that go over values, for all sessions */
  constructor(artifact: OpenedArtifact, threads: StatisticsThreads) {
    this.artifact = artifact;
    this.statistics = new StatisticsStore(artifact, threads);
    this.graphs = new GraphStore(artifact);
    this.embeddings = new EmbeddingStore(artifact, this.graphs, threads, (name) =>
      this.tensor(name),
    );
  }

  get tensorTable(): TensorTable {
    this.#table ??= new TensorTable(
      this.artifact.tensors,
      this.artifact.summary.findings,
      this.statistics,
    );
    return this.#table;
  }

  /** @throws AppError `bad-request` where the artifact has no tensor of this name. */
  tensor(name: string): TensorInfo {
    this.#byName ??= new Map(this.artifact.tensors.map((tensor) => [tensor.name, tensor]));
    const tensor = this.#byName.get(name);
    if (tensor) return tensor;
    throw new AppError({ code: 'bad-request', message: `There is no tensor ${name} here.` });
  }
}

/** One artifact, open or about to be, and all who share it. */
interface Shared {
  readonly key: string;
  readonly opening: Promise<OpenSession>;
  /** Ends `opening` when all who wait for it gave up. */
  readonly abort: AbortController;
  readonly holders: Set<SessionId>;
  readonly reports: Set<NonNullable<OpenOptions['report']>>;
  /** Set once `opening` succeeded. */
  session: OpenSession | null;
  lingering: NodeJS.Timeout | null;
}

/**
 * Open artifacts, each parsed once however many show it. Those who open the same real path share it; it is
 * closed a while after the last one left, because a tab that moves to another group closes and opens again.
 * When its files have changed, those who open it anew get the new state and the others keep theirs.
 */
export class Sessions {
  readonly #opener: ArtifactOpener;
  readonly #lingerMilliseconds: number;
  readonly #threads: StatisticsThreads;
  readonly #byKey = new Map<string, Shared>();
  readonly #byId = new Map<SessionId, Shared>();

  constructor(
    opener: ArtifactOpener,
    lingerMilliseconds = 5000,
    threads = new StatisticsThreads(),
  ) {
    this.#opener = opener;
    this.#lingerMilliseconds = lingerMilliseconds;
    this.#threads = threads;
  }

  /** @throws AppError of the reader; `cancelled` when `signal` fires. */
  async open(
    artifactPath: string,
    options: OpenOptions = {},
  ): Promise<{ readonly id: SessionId; readonly session: OpenSession }> {
    const key = await sharedKey(artifactPath);
    const known = this.#byKey.get(key);
    if (known?.session && (await this.#hasChanged(known.session, artifactPath))) {
      if (this.#byKey.get(key) === known) this.#byKey.delete(key);
      if (known.holders.size === 0) void this.#close(known);
    }
    throwIfCancelled(options.signal);
    const shared = this.#byKey.get(key) ?? this.#share(key, artifactPath);
    if (shared.lingering) clearTimeout(shared.lingering);
    shared.lingering = null;

    const id = randomUUID();
    shared.holders.add(id);
    this.#byId.set(id, shared);
    if (options.report) shared.reports.add(options.report);
    try {
      return { id, session: await orCancelled(shared.opening, options.signal) };
    } catch (thrown) {
      this.close(id);
      throw thrown;
    } finally {
      if (options.report) shared.reports.delete(options.report);
    }
  }

  /** `ArtifactSummary.stamp` of what lies at a path now; null where nothing can be opened. */
  async stampOf(artifactPath: string): Promise<string | null> {
    try {
      return await this.#opener.stamp(artifactPath);
    } catch {
      return null; // gone or unreadable: opening it says so in its own words
    }
  }

  /** @throws AppError `bad-request` for a session that is not open. */
  get(id: SessionId): OpenSession {
    const session = this.#byId.get(id)?.session;
    if (!session) {
      throw new AppError({
        code: 'bad-request',
        message: 'This artifact is no longer open here. Open it again.',
      });
    }
    return session;
  }

  /** What is open, and how many show it. */
  overview(): { readonly name: string; readonly tensors: number; readonly views: number }[] {
    return [...new Set([...this.#byKey.values(), ...this.#byId.values()])].flatMap((shared) => {
      if (!shared.session) return [];
      const { name, tensorCount } = shared.session.artifact.summary;
      return [{ name, tensors: tensorCount, views: shared.holders.size }];
    });
  }

  /** Leaves. Leaving twice is no error: a closed panel and a stopped request may both do it. */
  close(id: SessionId): void {
    const shared = this.#byId.get(id);
    if (!shared) return;
    this.#byId.delete(id);
    shared.holders.delete(id);
    if (shared.holders.size > 0) return;
    if (!shared.session || this.#byKey.get(shared.key) !== shared) {
      void this.#close(shared);
      return;
    }
    shared.lingering = setTimeout(() => {
      void this.#close(shared);
    }, this.#lingerMilliseconds);
    shared.lingering.unref();
  }

  /** Closes everything, at the end of the process. */
  async closeAll(): Promise<void> {
    const all = new Set([...this.#byKey.values(), ...this.#byId.values()]);
    this.#byId.clear();
    await Promise.all([...all].map((shared) => this.#close(shared)));
    await this.#threads.close();
  }

  #share(key: string, artifactPath: string): Shared {
    const abort = new AbortController();
    const reports = new Set<NonNullable<OpenOptions['report']>>();
    const opening = this.#openFor(artifactPath, abort.signal, reports).then((session) => {
      shared.session = session;
      return session;
    });
    const shared: Shared = {
      key,
      opening,
      abort,
      holders: new Set(),
      reports,
      session: null,
      lingering: null,
    };
    this.#byKey.set(key, shared);
    return shared;
  }

  async #openFor(
    artifactPath: string,
    signal: AbortSignal,
    reports: ReadonlySet<NonNullable<OpenOptions['report']>>,
  ): Promise<OpenSession> {
    await Promise.resolve(); // until the first of those who share it listens
    const artifact = await this.#opener.open(artifactPath, {
      signal,
      report: (progress) => {
        for (const report of reports) report(progress);
      },
    });
    if (signal.aborted) {
      await artifact.close();
      throw cancelled();
    }
    return new OpenSession(artifact, this.#threads);
  }

  async #hasChanged(session: OpenSession, artifactPath: string): Promise<boolean> {
    return (await this.stampOf(artifactPath)) !== session.artifact.summary.stamp;
  }

  async #close(shared: Shared): Promise<void> {
    if (shared.lingering) clearTimeout(shared.lingering);
    if (this.#byKey.get(shared.key) === shared) this.#byKey.delete(shared.key);
    shared.abort.abort();
    await shared.session?.artifact.close();
  }
}

/**
 * The same word for every path of one artifact: its directory without links, and for a file that stands for more
 * than itself the directory or the checkpoint's prefix. A file that is a link stays where it lies: what belongs to it
 * lies beside the link, and one file may be linked from several models.
 */
async function sharedKey(artifactPath: string): Promise<string> {
  const absolute = path.resolve(artifactPath);
  if (await isDirectory(absolute)) return realpath(absolute);
  const folder = path.dirname(absolute);
  const real = await realpath(folder).catch(() => folder);
  const name = path.basename(absolute);
  if (/^saved_model\.(?:pb|pbtxt|cpb)$/.test(name)) return real;
  return path.join(real, name.replace(/\.index$/, ''));
}

async function isDirectory(absolute: string): Promise<boolean> {
  return stat(absolute).then(
    (status) => status.isDirectory(),
    () => false,
  );
}

import { ReadError } from '../../core/errors.ts';
import type { Place } from '../../core/read-error.ts';
import { shownName } from '../../protocol/visible-text.ts';
import type { Artifact, Chunk, ElementRange, ReadContext, StoredRuns } from '../contract.ts';

interface OpenShard {
  readonly path: string;
  readonly part: Promise<Artifact>;
  readers: number;
}

/** Reads tensors out of the shards that hold them, one shard open at a time: each takes a process. */
export class ShardReader {
  readonly #shards: ReadonlyMap<string, string>;
  readonly #openShard: (path: string) => Promise<Artifact>;
  readonly #place: Place;
  #open: OpenShard | null = null;

  /** @param shards path of the shard by the tensor's name */
  constructor(
    shards: ReadonlyMap<string, string>,
    openShard: (path: string) => Promise<Artifact>,
    place: Place,
  ) {
    this.#shards = shards;
    this.#openShard = openShard;
    this.#place = place;
  }

  /** `Artifact.read`. */
  async *read(
    tensor: string,
    range: ElementRange | 'all',
    context?: ReadContext,
  ): AsyncGenerator<Chunk, void, undefined> {
    const shard = await this.#use(this.#pathOf(tensor));
    try {
      yield* (await shard.part).read(tensor, range, context);
    } finally {
      await this.#leave(shard);
    }
  }

  /** `Artifact.storedRuns`. */
  async storedRuns(tensor: string, signal: AbortSignal | undefined): Promise<StoredRuns | null> {
    const shard = await this.#use(this.#pathOf(tensor));
    try {
      return (await (await shard.part).storedRuns?.(tensor, signal)) ?? null;
    } finally {
      await this.#leave(shard);
    }
  }

  async close(): Promise<void> {
    const shard = this.#open;
    this.#open = null;
    if (shard) await closed(shard.part);
  }

  #pathOf(tensor: string): string {
    const path = this.#shards.get(tensor);
    if (path !== undefined) return path;
    throw new ReadError({
      ...this.#place,
      code: 'bad-request',
      message: `${this.#place.path} has no tensor ${shownName(tensor)} that can be read.`,
    });
  }

  /** The shard, open; the one before it closes as soon as nobody reads from it. */
  async #use(path: string): Promise<OpenShard> {
    if (this.#open?.path !== path) {
      const before = this.#open;
      const part = this.#openShard(path);
      const shard = { path, part, readers: 0 };
      this.#open = shard;
      part.catch(() => {
        if (this.#open === shard) this.#open = null;
      });
      if (before?.readers === 0) await closed(before.part);
      shard.readers++;
      return shard;
    }
    this.#open.readers++;
    return this.#open;
  }

  async #leave(shard: OpenShard): Promise<void> {
    shard.readers--;
    if (this.#open !== shard && shard.readers === 0) await closed(shard.part);
  }
}

/** A shard that could not be opened has told so to whoever asked for it. */
async function closed(part: Promise<Artifact>): Promise<void> {
  await part.then(
    (artifact) => artifact.close(),
    () => undefined,
  );
}

import { besidePrefix } from '../../codec/checkpoint/prefix.ts';
import type { Place } from '../../core/read-error.ts';
import type { ArtifactTree, ByteSource } from '../../io/byte-source.ts';
import { shardName } from './naming.ts';

export interface Shard {
  /** Relative to the tree's root. */
  readonly file: string;
  /** null: the file is not there. */
  readonly bytes: number | null;
}

/** The data files of a checkpoint; opened when they are first read, closed together. */
export class Shards {
  readonly all: readonly Shard[];
  readonly #tree: ArtifactTree;
  readonly #open = new Map<number, Promise<ByteSource>>();

  private constructor(tree: ArtifactTree, all: readonly Shard[]) {
    this.#tree = tree;
    this.all = all;
  }

  /** Looks which of the files are there; opens none. */
  static async find(tree: ArtifactTree, prefix: string, count: number): Promise<Shards> {
    const names = new Set(await besidePrefix(tree, prefix));
    const all: Shard[] = [];
    for (let shard = 0; shard < count; shard++) {
      const file = shardName(prefix, shard, count);
      const entry = names.has(file) ? await tree.entry(file) : null;
      all.push({ file, bytes: entry?.bytes ?? null });
    }
    return new Shards(tree, all);
  }

  /** Absolute path, for errors. */
  path(shard: number): string {
    return `${this.#tree.root}/${this.all[shard]?.file ?? ''}`;
  }

  place(shard: number): Place {
    return { format: 'tf-checkpoint', path: this.path(shard) };
  }

  source(shard: number): Promise<ByteSource> {
    let source = this.#open.get(shard);
    if (!source) {
      source = this.#tree.open(this.all[shard]?.file ?? '');
      this.#open.set(shard, source);
      // The next read tries again: a network drive may be back.
      source.catch(() => this.#open.delete(shard));
    }
    return source;
  }

  async close(): Promise<void> {
    const sources = [...this.#open.values()];
    this.#open.clear();
    await Promise.allSettled(sources.map(async (source) => (await source).close()));
  }
}

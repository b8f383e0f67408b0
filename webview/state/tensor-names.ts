import type { TensorInfo } from '../../src/protocol/model.ts';
import type { TensorPage, TensorQuery } from '../../src/protocol/tensors.ts';
import { Observable } from './observable.ts';

/** Tensors that one search may find beside the one that is wanted: its key may be the beginning of others. */
const mostMatches = 200;

/** What people call a tensor: its object path where it has one, else the file's own key. */
export function shownName({ objectPath, name }: Pick<TensorInfo, 'objectPath' | 'name'>): string {
  return objectPath ?? name;
}

/** Whoever lists tensors. */
interface TensorSource {
  request(method: 'artifact/tensors', query: TensorQuery): Promise<TensorPage>;
}

/**
 * The names that people know of tensors that are known by their keys alone, as findings know them; looked up once
 * each. A view that names one while its name is on its way shows the key and is told when the name is there.
 */
export class TensorNames extends Observable {
  readonly #rpc: TensorSource;
  readonly #names = new Map<string, string>();
  readonly #asked = new Set<string>();

  constructor(rpc: TensorSource) {
    super();
    this.#rpc = rpc;
  }

  of(key: string): string {
    if (!this.#asked.has(key)) void this.#find(key);
    return this.#names.get(key) ?? key;
  }

  /** A sentence with the key in it as it is to be read. */
  within(sentence: string, key: string): string {
    return key === '' ? sentence : sentence.replaceAll(key, this.of(key));
  }

  async #find(key: string): Promise<void> {
    this.#asked.add(key);
    try {
      const page = await this.#rpc.request('artifact/tensors', {
        filter: `"${key}"`,
        sort: 'file',
        descending: false,
        offset: 0,
        limit: mostMatches,
      });
      const tensor = page.rows.find(({ name }) => name === key);
      if (tensor === undefined) return;
      this.#names.set(key, shownName(tensor));
      this.changed();
    } catch {
      // The key says the same, only less well; whoever lists the tensors says why that failed.
    }
  }
}

import { ReadError } from '../../core/errors.ts';
import { isRecord, readJson } from '../../core/json.ts';
import type { Place } from '../../core/read-error.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import { limits } from '../../protocol/limits.ts';

/** Which files hold the variables of each object (`ShardedH5IOStore` of keras/src/saving/saving_lib.py). */
export interface WeightMap {
  /** Names of files beside the map, in the order in which they are first named. */
  readonly shards: readonly string[];
  /** Group of an object's variables, without the leading slash, and the shards that hold some of them. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Bytes of all weights, as the map states them; null where it does not. */
  readonly totalBytes: number | null;
}

/**
 * Reads a `.weights.json`.
 * @throws ReadError `malformed` for what is no such map, `limit-exceeded` for one that is too large
 */
export async function readWeightMap(
  tree: ArtifactTree,
  file: string,
  place: Place,
  signal: AbortSignal | undefined,
): Promise<WeightMap> {
  const refuse = (code: ReadError['code'], problem: string): ReadError =>
    new ReadError({
      ...place,
      code,
      message: `${place.path} is no map of Keras's weights in shards: ${problem}. Copy it again from where it was saved.`,
    });
  const source = await tree.open(file);
  try {
    if (source.size > limits.jsonBytes) {
      throw refuse('limit-exceeded', `it has ${String(source.size)} bytes`);
    }
    const json = readJson(await source.read(0, source.size, signal));
    if ('problem' in json) throw refuse('malformed', `it is no valid JSON: ${json.problem}`);
    const map = isRecord(json.value) ? json.value['weight_map'] : undefined;
    if (!isRecord(json.value) || !isRecord(map)) throw refuse('malformed', 'it has no weight_map');
    const groups = new Map<string, readonly string[]>();
    for (const [group, value] of Object.entries(map)) {
      const names: readonly unknown[] = Array.isArray(value) ? value : [value];
      if (!names.every((name) => typeof name === 'string')) {
        throw refuse('malformed', `its entry of ${group} names no files`);
      }
      groups.set(group.replace(/^\//, ''), names);
    }
    const about = json.value['metadata'];
    const total = isRecord(about) ? about['total_size'] : undefined;
    return {
      shards: [...new Set([...groups.values()].flat())],
      groups,
      totalBytes: typeof total === 'number' ? total : null,
    };
  } finally {
    await source.close();
  }
}

import { searchTensorFlow, type SearchOptions } from './search.ts';

/**
 * The version of the TensorFlow that would run a model here, as far as looking at the disk tells: the first that is
 * new enough. Nothing is loaded, so that one that does not load may be named.
 * @returns null where there is none
 * @throws AppError `cancelled`
 */
export async function likelyTensorFlow(options: SearchOptions = {}): Promise<string | null> {
  const places = await searchTensorFlow(options);
  return places.find(({ usable }) => usable !== null)?.version ?? null;
}

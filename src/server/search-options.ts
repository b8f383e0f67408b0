import type { RuntimeParams } from '../protocol/requests.ts';
import type { SearchOptions } from '../runtime/search.ts';
import type { ServerContext } from './context.ts';
import { addonFolder } from './distribution.ts';

/** Where to look for TensorFlow first. In an untrusted workspace its interpreter is not even asked. */
export function searchOptions(
  context: ServerContext,
  params: RuntimeParams,
  signal: AbortSignal | undefined,
): SearchOptions {
  const python = context.trusted ? (params.python ?? context.python) : undefined;
  const own = { shippedAddons: addonFolder, ...(signal ? { signal } : {}) };
  return python === undefined ? own : { ...own, python };
}

import type { RuntimeParams } from '../protocol/requests.ts';
import type { ServerContext } from './context.ts';

/** Where to look for TensorFlow first. In an untrusted workspace its interpreter is not even asked. */
export function searchOptions(
  context: ServerContext,
  params: RuntimeParams,
  signal: AbortSignal,
): { readonly signal: AbortSignal; readonly python?: string } {
  const python = context.trusted ? (params.python ?? context.python) : undefined;
  return python === undefined ? { signal } : { signal, python };
}

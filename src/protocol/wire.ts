import type { Method, Params } from './requests.ts';

/**
 * How requests travel between extension host and language server: JSON-RPC requests by the names of `Requests`,
 * cancelled by `$/cancelRequest`. What a request reports on its way comes as `$/progress` with the token that
 * its parameters carried.
 */
export type WireParams<M extends Method> = Params<M> & { readonly progressToken?: number };

/** Notification to the server: the workspace became trusted; models may be executed from now on. */
export const trustGranted = 'workspace/trustGranted';

/** Notification to the server: the Python extension chose another interpreter. Its parameter. */
export interface PythonChanged {
  readonly python: string | null;
}
export const pythonChanged = 'workspace/pythonChanged';

/** JSON-RPC code of an error whose `data` is an `ErrorData`; outside the range that JSON-RPC and LSP use. */
export const appErrorCode = 1;

/** Request to the server, without parameters and answered with null: whether it is there. */
export const ping = 'server/ping';

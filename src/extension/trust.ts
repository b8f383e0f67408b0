import * as vscode from 'vscode';
import type { Method } from '../protocol/requests.ts';
import { trustGranted } from '../protocol/wire.ts';
import type { Server } from './client.ts';
import { RequestError } from './request-error.ts';
import type { Editors } from './editor/editors.ts';

/** Methods that execute a model, or fetch and compile what executes them. */
const running: ReadonlySet<Method> = new Set<Method>([
  'verify/run',
  'verify/record',
  'runtime/setup',
]);

export function runsModels(method: Method): boolean {
  return running.has(method);
}

/**
 * The first of two gates; the server is the second.
 * @throws RequestError `untrusted`
 */
export function assertMayRun(method: Method): void {
  if (!running.has(method) || vscode.workspace.isTrusted) return;
  throw new RequestError({
    code: 'untrusted',
    message:
      'This workspace is not trusted, and a model can run code: it is shown and not run. Trust the workspace to verify it.',
  });
}

/** Once the workspace is trusted, the server and every open editor learn of it. */
export function watchTrust(server: Server, editors: Editors): vscode.Disposable {
  return vscode.workspace.onDidGrantWorkspaceTrust(async () => {
    await server.notify(trustGranted);
    for (const editor of editors) editor.showState();
  });
}

import * as vscode from 'vscode';
import { pythonChanged, type PythonChanged } from '../protocol/wire.ts';
import { optionalViewType, viewType, type App } from './app.ts';
import { Badges } from './badges/badges.ts';
import { Server } from './client.ts';
import { registerCommands } from './commands/index.ts';
import { Editors } from './editor/editors.ts';
import { EditorProvider } from './editor/provider.ts';
import { PythonChoice } from './python.ts';
import { Reports } from './reports.ts';
import { TraceLog } from './trace-log.ts';
import { watchTrust } from './trust.ts';

/**
 * Called by VS Code once it has started, for the badges in the Explorer, or before for a model that is opened. Not
 * by `workspaceContains`: that searches the whole workspace, and data lies beside models, in millions of files.
 */
export function activate(context: vscode.ExtensionContext): void {
  const dist = vscode.Uri.joinPath(context.extensionUri, 'dist');
  const log = vscode.window.createOutputChannel('Saved Model', { log: true });
  const trace = new TraceLog(log);
  const python = new PythonChoice();
  const server = new Server({
    module: vscode.Uri.joinPath(dist, 'server.js').fsPath,
    log,
    trace: trace.channel,
    options: () => ({
      trusted: vscode.workspace.isTrusted,
      storage: context.globalStorageUri.fsPath,
      ...(python.path === undefined ? {} : { python: python.path }),
    }),
  });
  const badges = new Badges(server, context.globalState);
  const { version } = context.extension.packageJSON as { readonly version: string };
  const reports = new Reports();
  const app: App = { server, python, log, badges, reports, version, editors: new Editors() };
  const provider = new EditorProvider(app, vscode.Uri.joinPath(dist, 'webview'));
  context.subscriptions.push(
    log,
    trace,
    python,
    server,
    badges,
    reports,
    registerCommands(app),
    watchTrust(server, app.editors),
    python.onDidChange(() => {
      const changed: PythonChanged = { python: python.path ?? null };
      return server.notify(pythonChanged, changed);
    }),
    ...[viewType, optionalViewType].map((id) =>
      vscode.window.registerCustomEditorProvider(id, provider, {
        supportsMultipleEditorsPerDocument: true,
      }),
    ),
  );
  python.connect().catch((thrown: unknown) => {
    log.warn(`The Python extension did not say which interpreter it uses: ${String(thrown)}`);
  });
}

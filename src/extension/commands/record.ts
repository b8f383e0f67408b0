import type * as vscode from 'vscode';
import type { App } from '../app.ts';
import { targetEditor } from './target.ts';

/** Shows the Verify view with its sample input, ready to be recorded. */
export async function record(app: App, uri?: vscode.Uri): Promise<void> {
  const editor = await targetEditor(app, uri);
  editor?.send({ type: 'record' });
}

import type * as vscode from 'vscode';
import type { App } from '../app.ts';
import { targetEditor } from './target.ts';

/** Shows the Verify view and starts it there, where its progress, Cancel and verdict are. */
export async function verify(app: App, uri?: vscode.Uri): Promise<void> {
  const editor = await targetEditor(app, uri);
  editor?.send({ type: 'verify' });
}

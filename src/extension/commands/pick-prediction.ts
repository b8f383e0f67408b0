import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { targetEditor } from './target.ts';

/** Verifies against a prediction file, or a file of warmup records, that is picked now. */
export async function pickPrediction(app: App, uri?: vscode.Uri): Promise<void> {
  const editor = await targetEditor(app, uri);
  if (!editor) return;
  const picked = await vscode.window.showOpenDialog({
    title: 'Pick a prediction file',
    openLabel: 'Verify Against This',
    // Warmup records have no extension.
    filters: { 'All files': ['*'], 'Prediction files': ['json'] },
    ...(editor.folder ? { defaultUri: editor.folder } : {}),
  });
  if (picked?.[0]) editor.send({ type: 'verify', against: picked[0].fsPath });
}

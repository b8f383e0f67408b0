import * as vscode from 'vscode';
import type { HostAction } from '../../protocol/webview.ts';
import { openSavedModel } from '../commands/open.ts';
import { openAsText } from '../commands/open-as-text.ts';
import type { ArtifactEditor } from './artifact-editor.ts';

/** What the page cannot do itself and VS Code does for it. */
export async function performAction(action: HostAction, editor: ArtifactEditor): Promise<void> {
  switch (action.action) {
    case 'copy':
      await vscode.env.clipboard.writeText(action.text);
      return;
    case 'open-file':
      await openFile(editor.folder, action.path);
      return;
    case 'open-part':
      await openSavedModel(inside(editor.folder, action.path));
      return;
    case 'open-as-text':
      await openAsText(editor.uri);
      return;
    case 'manage-trust':
      await vscode.commands.executeCommand('workbench.trust.manage');
      return;
    case 'show-log':
      await vscode.commands.executeCommand('savedModel.showLog');
      return;
    case 'restart-server':
      await vscode.commands.executeCommand('savedModel.restartServer');
      return;
    case 'stop-reading':
      editor.stopReading();
      return;
    case 'read-again':
      await editor.readAgain();
      return;
    case 'pick-prediction':
      await vscode.commands.executeCommand('savedModel.pickPrediction', editor.uri);
      return;
    case 'pick-labels':
      await pickLabels(editor);
      return;
    case 'save-text':
      await save(editor.folder, action.name, Buffer.from(action.text));
      return;
    case 'save-bytes':
      await save(editor.folder, action.name, Buffer.from(action.base64, 'base64'));
  }
}

async function openFile(folder: vscode.Uri | null, relative: string): Promise<void> {
  const target = inside(folder, relative);
  await vscode.commands.executeCommand('vscode.open', target, vscode.ViewColumn.Beside);
}

/** A model names files; it does not choose which of the others are opened. */
function inside(folder: vscode.Uri | null, relative: string): vscode.Uri {
  const target = folder && vscode.Uri.joinPath(folder, relative);
  if (!target?.path.startsWith(`${folder?.path ?? ''}/`)) {
    throw new Error(`not in the model: ${relative}`);
  }
  return target;
}

/** Has a person choose a file with a word for each row of a table. */
async function pickLabels(editor: ArtifactEditor): Promise<void> {
  const picked = await vscode.window.showOpenDialog({
    title: 'Pick a file with a label for each row',
    openLabel: 'Take Labels From This',
    filters: { 'All files': ['*'], 'Text, CSV, TSV': ['txt', 'csv', 'tsv'] },
    ...(editor.folder ? { defaultUri: editor.folder } : {}),
  });
  if (picked?.[0]) editor.send({ type: 'labels', path: picked[0].fsPath });
}

async function save(folder: vscode.Uri | null, name: string, content: Uint8Array): Promise<void> {
  const target = await vscode.window.showSaveDialog(
    folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {},
  );
  if (target) await vscode.workspace.fs.writeFile(target, content);
}

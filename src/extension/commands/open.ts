import * as vscode from 'vscode';
import { viewType } from '../app.ts';

/**
 * Opens a directory or a file as one saved model: what was chosen in the Explorer, else what is picked now.
 * @returns what was opened; undefined where the person picked nothing
 */
export async function openSavedModel(uri?: vscode.Uri): Promise<vscode.Uri | undefined> {
  const chosen = uri ?? (await pick());
  if (chosen) await vscode.commands.executeCommand('vscode.openWith', chosen, viewType);
  return chosen;
}

const extensions = ['pb', 'pbtxt', 'index', 'ckpt', 'meta', 'npy', 'npz', 'keras', 'h5', 'hdf5'];

async function pick(): Promise<vscode.Uri | undefined> {
  const folder = 'A directory that holds a model';
  const file = 'saved_model.pb, the .index file of a checkpoint, a frozen graph or a NumPy file';
  // One dialog cannot offer both on every system.
  const kind = await vscode.window.showQuickPick(
    [
      { label: '$(folder) Directory…', description: folder, folders: true },
      { label: '$(file) File…', description: file, folders: false },
    ],
    { title: 'Open Saved Model', placeHolder: 'What holds the model?' },
  );
  if (!kind) return undefined;
  const picked = await vscode.window.showOpenDialog({
    canSelectFolders: kind.folders,
    canSelectFiles: !kind.folders,
    openLabel: 'Open Saved Model',
    ...(kind.folders ? {} : { filters: { 'Saved models': extensions, 'All files': ['*'] } }),
  });
  return picked?.[0];
}

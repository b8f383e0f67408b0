import * as vscode from 'vscode';

/** The same file in VS Code's own editor. */
export async function openAsText(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
}

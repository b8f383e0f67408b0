import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { webviewHtml } from '../webview-html.ts';
import { ArtifactDocument } from './artifact-document.ts';
import { ArtifactEditor } from './artifact-editor.ts';
import { modelPath } from './model-path.ts';

/** Makes a tab for every artifact that is opened; all of the work is in the server and in the page. */
export class EditorProvider implements vscode.CustomReadonlyEditorProvider<ArtifactDocument> {
  readonly #app: App;
  readonly #page: vscode.Uri;

  /** `page`: the folder that the page was built into. */
  constructor(app: App, page: vscode.Uri) {
    this.#app = app;
    this.#page = page;
  }

  async openCustomDocument(uri: vscode.Uri): Promise<ArtifactDocument> {
    const { fsPath } = uri;
    const shown = uri.scheme === 'file' ? await modelPath(fsPath, isThere) : fsPath;
    return new ArtifactDocument(uri, shown);
  }

  resolveCustomEditor(document: ArtifactDocument, panel: vscode.WebviewPanel): void {
    panel.webview.options = { enableScripts: true, localResourceRoots: [this.#page] };
    this.#app.editors.add(new ArtifactEditor(this.#app, document, panel));
    panel.webview.html = webviewHtml(panel.webview, this.#page);
  }
}

async function isThere(file: string): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(vscode.Uri.file(file));
    return true;
  } catch {
    return false;
  }
}

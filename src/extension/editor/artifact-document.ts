import path from 'node:path';
import type * as vscode from 'vscode';

/** What one or more tabs show: an artifact by the path that was opened. Read-only, so it holds nothing else. */
export class ArtifactDocument implements vscode.CustomDocument {
  readonly uri: vscode.Uri;

  constructor(uri: vscode.Uri) {
    this.uri = uri;
  }

  /** Absolute path: a directory, or the file by which it was opened. */
  get path(): string {
    return this.uri.fsPath;
  }

  get name(): string {
    return path.basename(this.path);
  }

  dispose(): void {
    // Each tab leaves its own session.
  }
}

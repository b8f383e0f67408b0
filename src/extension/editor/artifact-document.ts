import path from 'node:path';
import type * as vscode from 'vscode';

/** What one or more tabs show: an artifact by the path that was opened. Read-only, so it holds nothing else. */
export class ArtifactDocument implements vscode.CustomDocument {
  readonly uri: vscode.Uri;

  /** Absolute path of what is shown: a directory, or the file by which it was opened. */
  readonly path: string;

  /** `shown`: what is shown for `uri`, where that is a part of it. */
  constructor(uri: vscode.Uri, shown: string) {
    this.uri = uri;
    this.path = shown;
  }

  get name(): string {
    return path.basename(this.path);
  }

  /** The file by which it was opened, where that is only a part of what is shown. */
  get part(): string | null {
    return this.path === this.uri.fsPath ? null : path.basename(this.uri.fsPath);
  }

  dispose(): void {
    // Each tab leaves its own session.
  }
}

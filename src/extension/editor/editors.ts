import type * as vscode from 'vscode';
import type { ArtifactEditor } from './artifact-editor.ts';

/** The tabs that are open, and the one that has the focus. */
export class Editors {
  readonly #open = new Set<ArtifactEditor>();

  add(editor: ArtifactEditor): void {
    this.#open.add(editor);
    editor.onDidDispose(() => this.#open.delete(editor));
  }

  get active(): ArtifactEditor | undefined {
    return [...this.#open].find((editor) => editor.active);
  }

  /** The tab that shows this path and has the focus, else any that shows it. */
  showing(uri: vscode.Uri): ArtifactEditor | undefined {
    const all = [...this.#open].filter((editor) => editor.uri.toString() === uri.toString());
    return all.find((editor) => editor.active) ?? all[0];
  }

  [Symbol.iterator](): Iterator<ArtifactEditor> {
    return this.#open.values();
  }
}

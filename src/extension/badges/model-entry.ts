import path from 'node:path';
import * as vscode from 'vscode';

/** What an entry of the Explorer is: a SavedModel (its folder, or the file in it), or a checkpoint. */
export type ModelEntry =
  { readonly kind: 'saved-model'; readonly folder: vscode.Uri } | { readonly kind: 'checkpoint' };

/** Listings of folders are kept this long, because the Explorer asks for all files of a folder at once. Milliseconds. */
const keptTime = 1000;

const modelFile = /^saved_model\.(?:pb|pbtxt|cpb)$/;

/** A checkpoint of TensorFlow's first format, or a shard of one; other programs have files of such names. */
const firstFormat = /^(.+\.ckpt(?:-\d+)?)(?:-\d{5}-of-\d{5})?$/s;

/** The folder of an interrupted save, whose checkpoints were about to become others. */
const leftover = /_temp(?:_[\da-f]+)?$/;

/** Recognises models as cheaply as can be: by the names of files alone. */
export class ModelEntries {
  readonly #listings = new Map<string, Promise<readonly string[]>>();

  /** Null where an entry is no model. */
  async recognise(uri: vscode.Uri): Promise<ModelEntry | null> {
    const name = path.posix.basename(uri.path);
    if (modelFile.test(name)) {
      return { kind: 'saved-model', folder: vscode.Uri.joinPath(uri, '..') };
    }
    if (name.endsWith('.index')) {
      if (leftover.test(path.posix.dirname(uri.path))) return null;
      const data = `${name.slice(0, -'.index'.length)}.data-`;
      const siblings = await this.#list(vscode.Uri.joinPath(uri, '..'));
      return siblings.some((other) => other.startsWith(data)) ? { kind: 'checkpoint' } : null;
    }
    const first = firstFormat.exec(name)?.[1];
    if (first !== undefined) {
      const siblings = await this.#list(vscode.Uri.joinPath(uri, '..'));
      if (siblings.includes(`${first}.meta`)) return { kind: 'checkpoint' };
    }
    // A name with a dot that is a folder is rare; one that is a file answers as fast.
    const isModel =
      (await exists(vscode.Uri.joinPath(uri, 'saved_model.pb'))) ||
      (await exists(vscode.Uri.joinPath(uri, 'saved_model.pbtxt')));
    return isModel ? { kind: 'saved-model', folder: uri } : null;
  }

  #list(folder: vscode.Uri): Promise<readonly string[]> {
    const key = folder.toString();
    const kept = this.#listings.get(key);
    if (kept) return kept;
    const listing = namesIn(folder);
    this.#listings.set(key, listing);
    setTimeout(() => this.#listings.delete(key), keptTime);
    return listing;
  }
}

async function namesIn(folder: vscode.Uri): Promise<readonly string[]> {
  try {
    return (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name);
  } catch {
    return [];
  }
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

import { mkdtemp, open, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Does something with a copy of a SavedModel whose `saved_model.pb` was changed. Only that is copied; weights and
 * assets are links. The copy is removed.
 * @param edit pieces of the new file, in order; null where there is nothing to change
 * @returns null where nothing was changed, and so nothing done
 */
export async function withEditedCopy<Result>(
  directory: string,
  edit: (savedModel: Uint8Array) => readonly Uint8Array[] | null,
  use: (copy: string) => Promise<Result>,
): Promise<Result | null> {
  const pieces = edit(await readFile(path.join(directory, 'saved_model.pb')));
  if (!pieces) return null;
  const copy = await mkdtemp(path.join(tmpdir(), 'saved-model-'));
  try {
    for (const name of await readdir(directory)) {
      if (name === 'saved_model.pb') continue;
      await symlink(path.join(directory, name), path.join(copy, name));
    }
    const file = await open(path.join(copy, 'saved_model.pb'), 'w');
    try {
      for (const piece of pieces) await file.write(piece);
    } finally {
      await file.close();
    }
    return await use(copy);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

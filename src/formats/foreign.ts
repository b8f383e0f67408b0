import { AppError } from '../core/errors.ts';
import { shownNames } from '../protocol/visible-text.ts';
import type { ArtifactTree } from '../io/byte-source.ts';
import { foreignHeadBytes, recogniseForeign } from './foreign-formats.ts';

/** The error for a directory with no artifact in it: what was looked for, and what is there. */
export async function describeForeignDirectory(tree: ArtifactTree): Promise<AppError> {
  const names = await tree.list('');
  const there =
    names.length === 0
      ? 'The directory is empty.'
      : `There ${names.length === 1 ? 'is' : 'are'}: ${shownNames(names)}.`;
  return unknownFormat(
    tree,
    `${tree.path} holds no model: neither a saved_model.pb nor a checkpoint was found in it. ${there}`,
  );
}

/** The error for a file that is no artifact and stands for none. */
export async function describeForeignFile(tree: ArtifactTree, name: string): Promise<AppError> {
  const source = await tree.open(name);
  let head: Uint8Array;
  try {
    head = await source.read(0, Math.min(foreignHeadBytes, source.size));
  } finally {
    await source.close();
  }
  if (head.length === 0) {
    return unknownFormat(
      tree,
      `${tree.path} is empty. The save did not finish, or the copy failed.`,
    );
  }
  const foreign = recogniseForeign(head, name);
  return unknownFormat(
    tree,
    foreign
      ? `${tree.path} ${foreign.what}`
      : `${tree.path} is none of the files that are read: SavedModels, TensorFlow checkpoints, graphs (.pb, .pbtxt, .meta), Keras models and HDF5 (.keras, .h5), and NumPy arrays (.npy, .npz). Open a model's directory, or one of these.`,
  );
}

function unknownFormat(tree: ArtifactTree, message: string): AppError {
  return new AppError({ code: 'unknown-format', message, path: tree.path });
}

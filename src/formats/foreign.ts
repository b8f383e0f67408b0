import { AppError } from '../core/errors.ts';
import { isTable } from '../codec/sstable/table.ts';
import { visibleText } from '../core/text.ts';
import type { ArtifactTree } from '../io/byte-source.ts';

const namesShown = 5;

/** The error for a directory that is no artifact: what was looked for, what is there, and where to go on. */
export async function describeForeignDirectory(tree: ArtifactTree): Promise<AppError> {
  const inside = await modelsInside(tree);
  if (inside.length > 0) {
    return unknownFormat(
      tree,
      `${tree.path} is no model itself and holds ${inside.length === 1 ? 'one' : 'several'}: ${some(inside)}. Open ${inside.length === 1 ? 'it' : 'one of them'}.`,
    );
  }
  const names = await tree.list('');
  const there =
    names.length === 0
      ? 'The directory is empty.'
      : `There ${names.length === 1 ? 'is' : 'are'}: ${some(names)}.`;
  return unknownFormat(
    tree,
    `${tree.path} holds no model: neither a saved_model.pb nor a checkpoint's .index file was found in it. ${there}`,
  );
}

/** Directories with models or checkpoints below the directory, relative to it. */
async function modelsInside(tree: ArtifactTree): Promise<readonly string[]> {
  const found = new Set<string>();
  const savedModels: string[] = [];
  for (const { path } of await tree.entries()) {
    const directory = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    const name = path.slice(directory === '' ? 0 : directory.length + 1);
    if (name === 'saved_model.pb' && directory !== '') {
      savedModels.push(directory);
      found.add(directory);
    } else if (name.endsWith('.index') && !path.includes('_temp')) {
      found.add(directory);
    }
  }
  // A SavedModel's own variables are not a second model.
  return [...found].filter((path) => !savedModels.some((model) => path === `${model}/variables`));
}

/** Formats that are recognised by their first bytes, so that the sentence can name them. */
const signatures: readonly { readonly bytes: readonly number[]; readonly what: string }[] = [
  {
    bytes: [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a],
    what: 'an HDF5 file (a Keras model or weights)',
  },
  {
    bytes: [0x50, 0x4b, 0x03, 0x04],
    what: 'a ZIP archive (a .keras model)',
  },
];

/** The error for a file that is no artifact and stands for none. */
export async function describeForeignFile(tree: ArtifactTree, name: string): Promise<AppError> {
  const source = await tree.open(name);
  let head: Uint8Array;
  let table: boolean;
  try {
    head = await source.read(0, Math.min(8, source.size));
    table = await isTable(source);
  } finally {
    await source.close();
  }
  if (head.length === 0) {
    return unknownFormat(
      tree,
      `${tree.path} is empty. The save did not finish, or the copy failed.`,
    );
  }
  if (table) {
    return unknownFormat(
      tree,
      `${tree.path} is a table such as TensorFlow's first checkpoint format (Saver V1) uses, which this version does not read. Restore it with TensorFlow and save it again.`,
    );
  }
  const known = signatures.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte));
  return unknownFormat(
    tree,
    known
      ? `${tree.path} is ${known.what}, which this version does not read. It reads SavedModels, TensorFlow checkpoints and NumPy files.`
      : `${tree.path} is no file of a SavedModel or of a TensorFlow checkpoint. Open a SavedModel's directory, its saved_model.pb, a checkpoint's .index file, or a directory of checkpoints.`,
  );
}

function unknownFormat(tree: ArtifactTree, message: string): AppError {
  return new AppError({ code: 'unknown-format', message, path: tree.path });
}

function some(names: readonly string[]): string {
  const more = names.length - namesShown;
  const shown = names.slice(0, namesShown).map(visibleText).join(', ');
  return more > 0 ? `${shown} and ${String(more)} more` : shown;
}

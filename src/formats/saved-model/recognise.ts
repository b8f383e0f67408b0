import { decodeUtf8 } from '../../core/text.ts';

/** What the first bytes of a file that should be a SavedModel are. */
export type Recognised =
  | 'saved-model'
  | 'empty'
  | 'git-lfs'
  | 'text'
  | 'html'
  | 'hdf5'
  | 'zip'
  | 'gzip'
  /** A GraphDef or MetaGraphDef: both begin with a message in field 1. */
  | 'graph'
  | 'unknown';

/** Bytes that tell. */
export const headBytes = 512;

/**
 * Tells by content: names lie. A SavedModel begins with `saved_model_schema_version`, field 1 as a number, which
 * is 1 in every file so far; a graph begins with a message in field 1.
 */
export function recognise(head: Uint8Array): Recognised {
  if (head.length === 0) return 'empty';
  const [first, second, third] = head;
  if (first === 0x08 && second === 0x01 && (head.length === 2 || third === 0x12)) {
    return 'saved-model';
  }
  if (startsWith(head, [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a])) return 'hdf5';
  if (startsWith(head, [0x50, 0x4b, 0x03, 0x04])) return 'zip';
  if (startsWith(head, [0x1f, 0x8b])) return 'gzip';
  // A cut may lie inside a character.
  const text = decodeUtf8(head) ?? decodeUtf8(head.subarray(0, -3));
  // eslint-disable-next-line no-control-regex -- text has none of them, protobuf nearly always some
  if (text !== null && !/[\u0000-\u0008\u000e-\u001f]/.test(text)) {
    if (text.startsWith('version https://git-lfs')) return 'git-lfs';
    return /^\s*</.test(text) ? 'html' : 'text';
  }
  return first === 0x0a ? 'graph' : 'unknown';
}

function startsWith(head: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => head[index] === byte);
}

/** What to tell a person of a file that is no SavedModel: the rest of a sentence that begins with its path. */
export const foreign: Readonly<Record<Exclude<Recognised, 'saved-model'>, string>> = {
  empty:
    'is empty. The save did not finish, or the copy failed; copy it again from where it was saved.',
  'git-lfs':
    'is a pointer of Git LFS, not the model. Fetch the model with `git lfs pull` and open it again.',
  text: 'is text, not a SavedModel. A model in text form (saved_model.pbtxt) is not read yet; save it again in binary form.',
  html: 'is a web page, not a SavedModel. The download answered with a page instead of the file; download it again.',
  hdf5: 'is an HDF5 file under a SavedModel’s name: probably a Keras model. Rename it to model.h5; HDF5 is not read yet.',
  zip: 'is a ZIP archive, not a SavedModel. Unpack it, or rename it to model.keras if Keras saved it, and open that.',
  gzip: 'is a gzip archive, not a SavedModel. Unpack it and open the directory in it.',
  graph:
    'is a graph (a frozen model or a meta graph), not a SavedModel: it has no tag sets and no signatures. Graphs are not read yet.',
  unknown:
    'is no SavedModel: it does not begin as one. It is damaged, or another file has its name; copy it again from where it was saved.',
};

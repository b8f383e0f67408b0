import { decodeUtf8 } from '../../core/text.ts';

/** What the first bytes of a file are that should be a SavedModel and is none. */
export type Recognised =
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

/** Tells by content: names lie. */
export function recognise(head: Uint8Array): Recognised {
  if (head.length === 0) return 'empty';
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
  return head[0] === 0x0a ? 'graph' : 'unknown';
}

function startsWith(head: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => head[index] === byte);
}

/** What to tell a person of a file that is no SavedModel: the rest of a sentence that begins with its path. */
export const foreign: Readonly<Record<Recognised, string>> = {
  empty:
    'is empty. The save did not finish, or the copy failed; copy it again from where it was saved.',
  'git-lfs':
    'is a pointer of Git LFS, not the model. Fetch the model with `git lfs pull` and open it again.',
  text: 'is text, and not that of a SavedModel, which begins with saved_model_schema_version. Another file has its name; open it as text.',
  html: 'is a web page, not a SavedModel. The download answered with a page instead of the file; download it again.',
  hdf5: 'is an HDF5 file under a SavedModel’s name: probably a Keras model. Rename it to model.h5; HDF5 is not read yet.',
  zip: 'is a ZIP archive, not a SavedModel. Unpack it, or rename it to model.keras if Keras saved it, and open that.',
  gzip: 'is a gzip archive, not a SavedModel. Unpack it and open the directory in it.',
  graph:
    'is a graph (a frozen model or a meta graph) under a SavedModel’s name: it has no tag sets and no signatures. Rename it to graph.pb and open that.',
  unknown:
    'is no SavedModel: it does not begin as one. It is damaged, or another file has its name; copy it again from where it was saved.',
};

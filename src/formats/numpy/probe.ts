import type { ArtifactTree } from '../../io/byte-source.ts';
import type { Confidence } from '../contract.ts';
import { isArray } from './header.ts';

/** Signatures at the beginning of a ZIP archive, and of one without entries. */
const localHeader = [0x50, 0x4b, 0x03, 0x04];
const endOfDirectory = [0x50, 0x4b, 0x05, 0x06];

/** Before an entry's name: the rest of its local header. */
const nameOffset = 30;

/** Bytes that tell: a local header with a name of any reasonable length. */
const headBytes = 512;

/**
 * Certain by the magic string of an array; nearly so of an archive whose first entry is called `….npy`, which only
 * NumPy's are; and of one that is empty by its name alone.
 */
export async function probeNumpy(tree: ArtifactTree): Promise<Confidence> {
  if (tree.file === null) return 0;
  try {
    const head = await readHead(tree, tree.file);
    if (isArray(head)) return 1;
    return isArrayArchive(head, tree.file) ? 0.9 : 0;
  } catch {
    return 0;
  }
}

/** Whether the file is an archive, of those that `probeNumpy` takes. */
export async function isArchive(tree: ArtifactTree, file: string): Promise<boolean> {
  return !isArray(await readHead(tree, file));
}

async function readHead(tree: ArtifactTree, file: string): Promise<Uint8Array> {
  const source = await tree.open(file);
  try {
    return await source.read(0, Math.min(headBytes, source.size));
  } finally {
    await source.close();
  }
}

function isArrayArchive(head: Uint8Array, file: string): boolean {
  const starts = (bytes: readonly number[]) => bytes.every((byte, index) => head[index] === byte);
  if (starts(endOfDirectory)) return /\.npz$/i.test(file);
  if (!starts(localHeader)) return false;
  const length = (head[26] ?? 0) | ((head[27] ?? 0) << 8);
  const name = Buffer.from(head.subarray(nameOffset, nameOffset + length)).toString('latin1');
  return /\.npy$/i.test(name) || /\.npz$/i.test(file);
}

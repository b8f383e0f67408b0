import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hdf5Reader } from '../../src/formats/hdf5/reader.ts';
import { kerasArchiveReader } from '../../src/formats/keras-archive/reader.ts';
import { openTree } from '../../src/io/tree.ts';
import { writeFiles } from '../support/files.ts';
import { exercise } from './exercise.ts';
import type { Files } from './subject.ts';
import type { Watch } from './watch.ts';

/** Tensors of one input that are read: for each that makes libhdf5 crash there is a new process. */
const mostTensors = 5;

/**
 * Reads a file that is new on the disk, as libhdf5 reads it: in its own process, which may crash or hang. Whatever
 * it does, each tensor that comes after is asked for, too, and answered.
 */
export async function readHdf5(files: Files, path: string, watch: Watch): Promise<void> {
  // A folder of its own: a file that took another's place would have the other's number in the file system.
  const folder = await mkdtemp(join(tmpdir(), 'hdf5-'));
  try {
    await writeFiles(folder, [[path, files.get(path) ?? '']]);
    const tree = await openTree(join(folder, path)).catch((thrown: unknown) => {
      watch.error(thrown);
      return null;
    });
    const reader = path.endsWith('.keras') ? kerasArchiveReader : hdf5Reader;
    if (tree) await exercise(reader, tree, watch, mostTensors);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

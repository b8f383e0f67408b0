import type { ArtifactTree } from '../../io/byte-source.ts';
import type { Confidence, Reader } from '../contract.ts';
import { openKerasArchive } from './open.ts';

const localHeader = [0x50, 0x4b, 0x03, 0x04];

/** Keras 3's `.keras`, which late Keras 2 writes too: a ZIP archive of configuration, weights and assets. */
export const kerasArchiveReader: Reader = {
  format: 'keras-archive',
  probe: probeKerasArchive,
  open: openKerasArchive,
};

/** Certain by what the archive holds; only its beginning and its directory are read. */
async function probeKerasArchive(tree: ArtifactTree): Promise<Confidence> {
  if (tree.kind !== 'file' || tree.file === null) return 0;
  const source = await tree.open(tree.file);
  try {
    if (source.size < localHeader.length) return 0;
    const head = await source.read(0, localHeader.length);
    if (localHeader.some((byte, index) => head[index] !== byte)) return 0;
  } finally {
    await source.close();
  }
  try {
    const archive = await tree.archive(tree.file);
    const names = new Set(archive.entries.map(({ path }) => path));
    await archive.close();
    return names.has('config.json') && names.has('metadata.json') ? 1 : 0;
  } catch {
    // A damaged archive is Keras's by its name alone; its reader says what is wrong with it.
    return /\.keras$/i.test(tree.file) ? 0.5 : 0;
  }
}

import type { ArtifactTree } from '../../io/byte-source.ts';
import { isRecord, readJson } from '../../core/json.ts';
import type { Confidence, Reader } from '../contract.ts';
import { openKerasArchive } from './open.ts';

const localHeader = [0x50, 0x4b, 0x03, 0x04];

/** Bytes of a metadata.json; Keras writes some hundred. */
const metadataBytes = 64 * 1024;

/**
 * Keras 3's `.keras`, which late Keras 2 writes too: a ZIP archive of configuration, weights and assets, or a
 * directory of the same files (`model.save(…, zipped=False)`, a preset of KerasHub).
 */
export const kerasArchiveReader: Reader = {
  format: 'keras-archive',
  probe: (tree) => (tree.kind === 'directory' ? probeDirectory(tree) : probeFile(tree)),
  open: openKerasArchive,
};

/** Certain by what the archive holds; only its beginning and its directory are read. */
async function probeFile(tree: ArtifactTree): Promise<Confidence> {
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

/** Files of these names are common; that its metadata names a version of Keras is not. */
async function probeDirectory(tree: ArtifactTree): Promise<Confidence> {
  try {
    const names = await tree.list('');
    if (!names.includes('config.json') || !names.includes('metadata.json')) return 0;
    const source = await tree.open('metadata.json');
    try {
      if (source.size > metadataBytes) return 0;
      const json = readJson(await source.read(0, source.size));
      const isKeras = 'value' in json && isRecord(json.value) && 'keras_version' in json.value;
      return isKeras ? 0.9 : 0;
    } finally {
      await source.close();
    }
  } catch {
    return 0;
  }
}

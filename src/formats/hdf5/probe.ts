import type { ArtifactTree, ByteSource } from '../../io/byte-source.ts';
import type { Confidence } from '../contract.ts';

const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** The largest block of another's that may stand before it, here: HDF5 allows any power of two from 512. */
const lastPlace = 32 * 1024;

/**
 * Certain by the signature at 0, 512, 1024, … (HDF5 File Format Specification 4.0, III.A): what stands before it is
 * the writer's own, such as MATLAB's header.
 */
export async function probeHdf5(tree: ArtifactTree): Promise<Confidence> {
  if (tree.kind !== 'file' || tree.file === null) return 0;
  const source = await tree.open(tree.file);
  try {
    return (await isHdf5(source)) ? 1 : 0;
  } finally {
    await source.close();
  }
}

async function isHdf5(source: ByteSource): Promise<boolean> {
  for (let at = 0; at <= lastPlace; at = at === 0 ? 512 : at * 2) {
    if (at + signature.length > source.size) return false;
    const bytes = await source.read(at, signature.length);
    if (signature.every((byte, index) => bytes[index] === byte)) return true;
  }
  return false;
}

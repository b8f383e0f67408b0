import { createHash } from 'node:crypto';
import type { Artifact } from '../../../src/formats/contract.ts';

/** SHA-256 of a tensor's values, as the golden files have it, and the verdict on its checksum. */
export async function contentsOf(
  artifact: Artifact,
  tensor: string,
): Promise<{ sha256: string; checksum: string | null }> {
  const hash = createHash('sha256');
  let checksum: string | null = null;
  const context = {
    onChecksum: (verdict: string) => {
      checksum = verdict;
    },
  };
  for await (const chunk of artifact.read(tensor, 'all', context)) {
    if (chunk.kind === 'numbers') {
      hash.update(chunk.bytes);
      continue;
    }
    for (const value of chunk.values) {
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(value.length));
      hash.update(length).update(value);
    }
  }
  return { sha256: hash.digest('hex'), checksum };
}

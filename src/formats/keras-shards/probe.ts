import { decodeUtf8 } from '../../core/text.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import type { Confidence } from '../contract.ts';

/** Bytes of the beginning: the map's first entry is among them. */
const headBytes = 16 * 1024;

/** Files of PyTorch and safetensors have the same form, and other files in it. */
const firstShard = /"weight_map"\s*:\s*\{\s*"[^"]*"\s*:\s*\[?\s*"[^"]*\.weights\.h5"/;

/** Certain where the map's first entry names a shard of Keras's. */
export async function probeKerasShards(tree: ArtifactTree): Promise<Confidence> {
  if (tree.kind !== 'file' || tree.file?.endsWith('.json') !== true) return 0;
  const source = await tree.open(tree.file);
  try {
    const head = await source.read(0, Math.min(headBytes, source.size));
    // A cut may lie inside a character.
    const text = decodeUtf8(head) ?? decodeUtf8(head.subarray(0, -3));
    return text !== null && firstShard.test(text) ? 1 : 0;
  } finally {
    await source.close();
  }
}

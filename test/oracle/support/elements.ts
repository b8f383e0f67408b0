import { dtypeFromName } from '../../../src/core/dtypes.ts';
import type { Artifact, ElementRange } from '../../../src/formats/contract.ts';

/** Elements as the hex of their bytes, in the tensor's order. */
export async function elementsOf(
  artifact: Artifact,
  tensor: string,
  range: ElementRange | 'all',
): Promise<string[]> {
  const info = artifact.tensors.find(({ name }) => name === tensor);
  const size = dtypeFromName(info?.dtype ?? '')?.bytes ?? 1;
  const found: string[] = [];
  for await (const chunk of artifact.read(tensor, range)) {
    if (chunk.kind === 'strings') {
      found.push(...chunk.values.map((value) => Buffer.from(value).toString('hex')));
      continue;
    }
    const bytes = Buffer.from(chunk.bytes);
    for (let at = 0; at < bytes.length; at += size) {
      found.push(bytes.toString('hex', at, at + size));
    }
  }
  return found;
}

import { openContext } from '../../src/formats/part.ts';
import type { Artifact, ElementRange, ReadContext } from '../../src/formats/contract.ts';

/** What `openArtifact` passes to a reader. */
export const context = openContext({});

/** All values of a range, in one piece. */
export async function readAll(
  artifact: Pick<Artifact, 'read'>,
  tensor: string,
  range: ElementRange | 'all' = 'all',
  readContext?: ReadContext,
): Promise<{ readonly bytes: Uint8Array; readonly strings: readonly string[] }> {
  const parts: Uint8Array[] = [];
  const strings: string[] = [];
  for await (const chunk of artifact.read(tensor, range, readContext)) {
    if (chunk.kind === 'numbers') parts.push(chunk.bytes);
    else strings.push(...chunk.values.map((value) => Buffer.from(value).toString('latin1')));
  }
  return { bytes: new Uint8Array(Buffer.concat(parts)), strings };
}

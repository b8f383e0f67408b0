import { openArtifact } from '../../../src/formats/open.ts';
import type { OpenedArtifact } from '../../../src/formats/contract.ts';

/** Opens what lies at the path for as long as `use` takes. */
export async function opened<T>(
  path: string,
  use: (artifact: OpenedArtifact) => Promise<T> | T,
): Promise<T> {
  const artifact = await openArtifact(path, {});
  try {
    return await use(artifact);
  } finally {
    await artifact.close();
  }
}

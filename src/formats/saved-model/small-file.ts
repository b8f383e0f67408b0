import { ReadError } from '../../core/errors.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import type { MessagePlace } from '../../codec/protobuf/decode.ts';
import { limits } from '../../protocol/limits.ts';

/**
 * A file beside the model that is read whole, and its place for errors; null where there is none.
 * @throws ReadError `limit-exceeded`; AppError where the system refuses
 */
export async function readSmallFile(
  tree: ArtifactTree,
  path: string,
): Promise<{ readonly bytes: Uint8Array; readonly place: MessagePlace } | null> {
  if (!(await tree.entry(path))) return null;
  const source = await tree.open(path);
  try {
    const place = { format: 'saved-model', path: `${tree.root}/${path}` };
    if (source.size > limits.protobufPartBytes) {
      throw new ReadError({
        ...place,
        code: 'limit-exceeded',
        message: `${place.path} has ${String(source.size)} bytes, more than such a file ever has. It is damaged, or another file has its name.`,
      });
    }
    return { bytes: await source.read(0, source.size), place };
  } finally {
    await source.close();
  }
}

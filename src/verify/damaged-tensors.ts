import { AppError } from '../core/errors.ts';
import type { OpenedArtifact } from '../formats/contract.ts';

/**
 * Which tensors cannot be read as they were saved, by the names that people know them by: TensorFlow says that a
 * checksum differs, and not whose. Reads every value.
 * @throws AppError `cancelled`
 */
export async function damagedTensors(
  opened: OpenedArtifact,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const damaged: string[] = [];
  for (const { name, objectPath } of opened.tensors) {
    try {
      // eslint-disable-next-line @typescript-eslint/no-unused-vars -- reading to the end is what verifies
      for await (const _ of opened.read(name, 'all', signal ? { signal } : {}));
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
      damaged.push(objectPath ?? name);
    }
  }
  return damaged;
}

import { rename, writeFile } from 'node:fs/promises';
import { AppError } from '../core/errors.ts';

/**
 * Writes a prediction whole or not at all: an interrupted write leaves the earlier file.
 * @throws AppError `unreadable`
 */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const draft = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(draft, content);
    await rename(draft, file);
  } catch (error) {
    throw new AppError(
      {
        code: 'unreadable',
        path: file,
        message: `The prediction cannot be written to ${file}: ${(error as Error).message}. Name another file.`,
      },
      { cause: error },
    );
  }
}

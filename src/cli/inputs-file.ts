import { readFile } from 'node:fs/promises';
import { AppError } from '../core/errors.ts';

/** The text of the file that was named after --inputs. @throws AppError `not-found` */
export async function readInputsText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    throw new AppError(
      {
        code: 'not-found',
        message: `${file} cannot be read. Name a JSON file of inputs after --inputs.`,
        path: file,
      },
      { cause: thrown },
    );
  }
}

import { AppError } from '../core/errors.ts';
import type { ArtifactSummary } from '../protocol/model.ts';

/**
 * For what is done to one artifact: nothing found in a directory must not mean that nothing was looked at.
 * @throws AppError `bad-request` for a directory of several
 */
export function assertOne({ path, format, parts }: ArtifactSummary): void {
  if (format !== 'project') return;
  const first = parts.find(({ readable }) => readable)?.path ?? '';
  throw new AppError({
    code: 'bad-request',
    message: `${path} is a directory of several artifacts. Name one of them, such as ${path}/${first}; \`inspect\` lists them.`,
  });
}

import { AppError } from '../../core/errors.ts';
import type { TensorInfo } from '../../protocol/model.ts';
import type { TensorStatistics } from '../../protocol/tensors.ts';
import { computeStatistics } from '../../server/handlers/statistics.ts';
import { assertOne } from '../assert-one.ts';
import { matchesGlob } from '../globs.ts';
import { print, printJson, standardOutput } from '../print.ts';
import { withProgress } from '../progress.ts';
import { withArtifact } from '../session.ts';
import { exitCodeFor } from '../text/findings.ts';
import { statisticsText } from '../text/statistics.ts';

export interface StatsOptions {
  readonly json?: boolean;
  readonly tensor?: readonly string[];
  /** Shows which tensors carry a checksum; all that are read are verified anyway. */
  readonly checksums?: boolean;
}

/** Prints figures of every value. @returns the exit code: 1 where something is damaged */
export function stats(path: string, options: StatsOptions): Promise<number> {
  return withArtifact(path, async (server, { artifact }, session) => {
    assertOne(artifact.summary);
    const tensors = chosenTensors(artifact.tensors, options.tensor ?? []);
    const names = tensors.map(({ name }) => name);
    const statistics: TensorStatistics[] = [];
    await withProgress((report) =>
      server.call(computeStatistics, { session, tensors: names }, (progress) => {
        statistics.push(...progress.tensors);
        report(progress);
      }),
    );
    if (options.json) await printJson({ tensors: statistics });
    else
      await print(
        statisticsText(statistics, tensors, standardOutput(), options.checksums === true),
      );
    const damaged = statistics.some(
      ({ damage, checksum }) => damage !== undefined || checksum === 'mismatch',
    );
    return damaged ? 1 : exitCodeFor(artifact.summary.findings);
  });
}

/** @throws AppError `bad-request` for a glob that matches nothing: a typing error must not look like a result */
function chosenTensors(
  tensors: readonly TensorInfo[],
  globs: readonly string[],
): readonly TensorInfo[] {
  if (globs.length === 0) return tensors;
  const matches = (glob: string, { name, objectPath }: TensorInfo) =>
    matchesGlob(glob, name) || (objectPath !== null && matchesGlob(glob, objectPath));
  const unused = globs.find((glob) => !tensors.some((tensor) => matches(glob, tensor)));
  if (unused !== undefined) {
    throw new AppError({
      code: 'bad-request',
      message: `No tensor of ${tensors.length} matches --tensor ${unused}; \`inspect\` lists them.`,
    });
  }
  return tensors.filter((tensor) => globs.some((glob) => matches(glob, tensor)));
}

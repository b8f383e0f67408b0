import { verifyArtifact } from '../../verify/verify-artifact.ts';
import { assertTrusted, type Handler } from '../context.ts';
import { runnerEntry } from '../distribution.ts';
import { searchOptions } from '../search-options.ts';

export const runVerify: Handler<'verify/run'> = async (context, params, { signal, report }) => {
  const { session, ...options } = params;
  const { artifact } = context.sessions.get(session);
  assertTrusted(context);
  const result = await verifyArtifact(artifact, options, {
    ...searchOptions(context, {}, signal),
    runnerPath: runnerEntry,
    report,
  });
  await context.verdicts?.remember(artifact.summary.path, result);
  return result;
};

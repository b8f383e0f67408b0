import type { Handler } from '../context.ts';

/** Opens nothing: where nothing was verified, nothing is looked at either. */
export const verdictState: Handler<'verify/state'> = async (context, { path }) => {
  const report = await context.verdicts?.last(path);
  if (!report) return null;
  const stale = (await context.sessions.stampOf(path)) !== report.stamp;
  return { verdict: report.verdict, stale };
};

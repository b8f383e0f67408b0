import type { Handler } from '../context.ts';

export const lastVerdict: Handler<'verify/last'> = async (context, { session }) => {
  const { summary } = context.sessions.get(session).artifact;
  const report = (await context.verdicts?.last(summary.path)) ?? null;
  return report && { report, stale: report.stamp !== summary.stamp };
};

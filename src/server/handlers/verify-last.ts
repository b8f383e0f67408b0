import type { Handler } from '../context.ts';

export const lastVerdict: Handler<'verify/last'> = async (context, { session }) => {
  const { summary } = context.sessions.get(session).artifact;
  return (await context.verdicts?.last(summary.path)) ?? null;
};

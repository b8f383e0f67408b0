import type { Handler } from '../context.ts';

export const findNeighbours: Handler<'embeddings/neighbours'> = (
  context,
  { session, row, metric, k, ...query },
  call,
) => context.sessions.get(session).embeddings.neighbours(query, { row, metric, k }, call);

import type { Handler } from '../context.ts';

export const drawMap: Handler<'embeddings/map'> = (context, { session, ...query }, call) =>
  context.sessions.get(session).embeddings.map(query, call);

import type { Handler } from '../context.ts';

export const listRows: Handler<'embeddings/rows'> = (context, { session, ...query }, call) =>
  context.sessions.get(session).embeddings.rows(query, call);

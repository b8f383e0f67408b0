import type { Handler } from '../context.ts';

export const analyseEmbeddings: Handler<'embeddings/analysis'> = (
  context,
  { session, ...query },
  call,
) => context.sessions.get(session).embeddings.analysis(query, call);

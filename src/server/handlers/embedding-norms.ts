import type { Handler } from '../context.ts';

export const plotNorms: Handler<'embeddings/norms'> = (
  context,
  { session, tensor, columns },
  call,
) => context.sessions.get(session).embeddings.norms(tensor, columns, call);

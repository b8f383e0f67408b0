import type { Handler } from '../context.ts';

export const readLabels: Handler<'embeddings/labels'> = async (
  context,
  { session, tensor, path, column },
  { signal },
) => {
  const { embeddings } = context.sessions.get(session);
  const call = { signal, report: () => undefined };
  const { source, columns, notes } = await embeddings.choose(tensor, path, column, call);
  return { source, columns, notes };
};

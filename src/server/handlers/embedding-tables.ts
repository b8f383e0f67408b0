import type { Handler } from '../context.ts';

export const listTables: Handler<'embeddings/tables'> = async (
  context,
  { session },
  { signal },
) => {
  const { embeddings } = context.sessions.get(session);
  return { tables: await embeddings.tables({ signal, report: () => undefined }) };
};

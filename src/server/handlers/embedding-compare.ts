import type { Handler } from '../context.ts';

export const compareRows: Handler<'embeddings/compare'> = (
  context,
  { session, rows, ...query },
  { signal },
) =>
  context.sessions
    .get(session)
    .embeddings.compare(query, rows, { signal, report: () => undefined });

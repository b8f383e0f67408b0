import type { Handler } from '../context.ts';
import { valuesPage } from '../values-page.ts';

export const readValues: Handler<'artifact/values'> = (context, { session, ...query }, call) => {
  const open = context.sessions.get(session);
  return valuesPage(open.artifact, open.tensor(query.tensor), query, call.signal);
};

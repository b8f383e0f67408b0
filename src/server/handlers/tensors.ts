import type { Handler } from '../context.ts';

export const listTensors: Handler<'artifact/tensors'> = (context, { session, ...query }, call) =>
  context.sessions.get(session).tensorTable.page(query, call.signal);

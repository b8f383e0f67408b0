import type { Handler } from '../context.ts';

export const closeArtifact: Handler<'artifact/close'> = (context, { session }) => {
  context.sessions.close(session);
  return null;
};

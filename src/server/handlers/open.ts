import type { Handler } from '../context.ts';

export const openArtifact: Handler<'artifact/open'> = async (context, { path }, call) => {
  const { id, session } = await context.sessions.open(path, {
    signal: call.signal,
    report: (done, total) => {
      call.report({ done, total, unit: 'bytes', message: 'Reading' });
    },
  });
  return { session: id, summary: session.artifact.summary };
};

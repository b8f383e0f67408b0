import type { Handler } from '../context.ts';

/** Milliseconds between two reports: readers report whenever they pause, which is more often than anybody reads. */
const reportPause = 100;

export const openArtifact: Handler<'artifact/open'> = async (context, { path }, call) => {
  let last = 0;
  let message = '';
  const { id, session } = await context.sessions.open(path, {
    signal: call.signal,
    report: (progress) => {
      if (Date.now() - last < reportPause && progress.message === message) return;
      last = Date.now();
      message = progress.message;
      call.report(progress);
    },
  });
  return { session: id, summary: session.artifact.summary };
};

import { recordPrediction as record } from '../../verify/record-prediction.ts';
import { assertTrusted, type Handler } from '../context.ts';
import { runnerEntry } from '../distribution.ts';
import { searchOptions } from '../search-options.ts';

export const recordPrediction: Handler<'verify/record'> = (context, params, call) => {
  const { session, ...request } = params;
  const { artifact } = context.sessions.get(session);
  assertTrusted(context);
  return record(artifact, request, {
    ...searchOptions(context, {}, call.signal),
    runnerPath: runnerEntry,
    report: call.report,
  });
};

import { sampleInputs } from '../../verify/sample-inputs.ts';
import type { Handler } from '../context.ts';

export const makeSample: Handler<'verify/sample'> = (context, { session, ...which }) =>
  sampleInputs(context.sessions.get(session).artifact, which);

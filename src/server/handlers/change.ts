import type { Handler } from '../context.ts';
import { settledChange } from '../settled-change.ts';

export const awaitChange: Handler<'artifact/change'> = async ({ sessions }, params, { signal }) => {
  const look = () => sessions.stampOf(params.path);
  return { stamp: await settledChange(look, params.known, signal) };
};

import { findRuntime } from '../../runtime/find-runtime.ts';
import type { Handler } from '../context.ts';
import { searchOptions } from '../search-options.ts';

export const examineRuntime: Handler<'runtime/doctor'> = (context, params, { signal }) =>
  findRuntime(searchOptions(context, params, signal));

import { setUpRuntime as setUp } from '../../runtime/set-up-runtime.ts';
import { assertTrusted, type Handler } from '../context.ts';
import { addonFolder } from '../distribution.ts';
import { searchOptions } from '../search-options.ts';

export const setUpRuntime: Handler<'runtime/setup'> = (context, params, { signal, report }) => {
  assertTrusted(context);
  return setUp({ ...searchOptions(context, params, signal), sources: addonFolder, report });
};

import { AppError } from '../../core/errors.ts';
import type { Handler } from '../context.ts';

export const listGraphs: Handler<'graph/list'> = () => ({ graphs: [] });

export const drawGraph: Handler<'graph/picture'> = () => {
  throw new AppError({ code: 'bad-request', message: 'There is no such graph here.' });
};

export const describeGraphNode: Handler<'graph/node'> = () => {
  throw new AppError({ code: 'bad-request', message: 'There is no such graph here.' });
};

export const findInGraph: Handler<'graph/search'> = () => ({ hits: [], matched: 0 });

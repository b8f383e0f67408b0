import { AppError } from '../../core/errors.ts';
import type { GraphIndex } from '../../graph/graph-index.ts';
import { describeNode, findNodes } from '../../graph/look-up.ts';
import { drawGraph as draw } from '../../graph/picture.ts';
import type { Handler } from '../context.ts';

export const listGraphs: Handler<'graph/list'> = (context, { session }) => {
  const graphs = context.sessions.get(session).graphs.choices;
  if (graphs.length > 0) context.layout.warm();
  return { graphs };
};

export const drawGraph: Handler<'graph/picture'> = async (context, params, call) => {
  const index = await context.sessions.get(params.session).graphs.index(params.graph, call);
  return draw(index, params, (drawing) => context.layout.place(drawing, call.signal));
};

export const describeGraphNode: Handler<'graph/node'> = async (context, params, { signal }) => {
  const index = await indexOf(context, params, signal);
  const number = index.number(params.id);
  if (number === null) {
    throw new AppError({ code: 'bad-request', message: 'There is no such node in this graph.' });
  }
  return describeNode(index, number);
};

export const findInGraph: Handler<'graph/search'> = async (context, params, { signal }) =>
  findNodes(await indexOf(context, params, signal), params.text);

function indexOf(
  { sessions }: Parameters<typeof drawGraph>[0],
  { session, graph }: { readonly session: string; readonly graph: string },
  signal: AbortSignal,
): Promise<GraphIndex> {
  return sessions.get(session).graphs.index(graph, { signal, report: () => undefined });
}

import type { Handler } from '../context.ts';

export const listLayers: Handler<'artifact/layers'> = async (context, params, { signal }) => {
  const { artifact, graphs } = context.sessions.get(params.session);
  if (!params.traced) return { layers: artifact.layers };
  return { layers: await graphs.shapedLayers({ signal, report: () => undefined }) };
};

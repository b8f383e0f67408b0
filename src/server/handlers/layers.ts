import type { Handler } from '../context.ts';

export const listLayers: Handler<'artifact/layers'> = (context, { session }) => ({
  layers: context.sessions.get(session).artifact.layers,
});

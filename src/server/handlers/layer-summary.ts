import { AppError } from '../../core/errors.ts';
import { layerSummary } from '../../graph/summary/layer-summary.ts';
import type { Handler } from '../context.ts';

export const summariseLayers: Handler<'artifact/layer-summary'> = async (
  context,
  { session },
  { signal },
) => {
  const { artifact, graphs } = context.sessions.get(session);
  const layers = await graphs.shapedLayers({ signal, report: () => undefined });
  const text = layerSummary({ ...artifact, layers });
  if (text !== null) return { text };
  throw new AppError({
    code: 'bad-request',
    message: `${artifact.summary.path} has no layers to summarise. Choose a model that Keras or TensorFlow saved.`,
  });
};

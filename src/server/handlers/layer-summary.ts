import { AppError } from '../../core/errors.ts';
import { layerSummary } from '../../graph/summary/layer-summary.ts';
import type { Handler } from '../context.ts';

export const summariseLayers: Handler<'artifact/layer-summary'> = (context, { session }) => {
  const { artifact } = context.sessions.get(session);
  const text = layerSummary(artifact);
  if (text !== null) return { text };
  throw new AppError({
    code: 'bad-request',
    message: `${artifact.summary.path} has no layers to summarise. Choose a model that Keras or TensorFlow saved.`,
  });
};

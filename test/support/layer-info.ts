import type { Layer } from '../../src/protocol/model.ts';

/** A layer of which only its path is known, as a reader tells it, but for what a test is about. */
export function layerInfo(path: string, over: Partial<Layer> = {}): Layer {
  return {
    path,
    name: path.slice(path.lastIndexOf('/') + 1),
    class: null,
    classSource: null,
    parameters: 0,
    trainableParameters: null,
    trainable: null,
    outputShapes: null,
    custom: null,
    config: null,
    parent: null,
    weights: [],
    ...over,
  };
}

/** A Dense layer as a configuration tells it. */
export function denseLayer(path: string, over: Partial<Layer> = {}): Layer {
  return layerInfo(path, {
    class: 'Dense',
    classSource: 'config',
    trainable: true,
    custom: false,
    ...over,
  });
}

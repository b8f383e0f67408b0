import type { Layer } from '../../src/protocol/model.ts';
import type { CopiedColumn } from '../copy.ts';

/** What is copied of a layer. */
export const copiedLayers: readonly CopiedColumn<Layer>[] = [
  { title: 'path', value: ({ path }) => path },
  { title: 'name', value: ({ name }) => name },
  { title: 'class', value: (layer) => layer.class },
  { title: 'classSource', value: ({ classSource }) => classSource },
  { title: 'parameters', value: ({ parameters }) => parameters },
  { title: 'trainable', value: ({ trainable }) => trainable },
  { title: 'weights', value: ({ weights }) => weights },
];

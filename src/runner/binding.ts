import type { TFJSBinding } from '@tensorflow/tfjs-node/dist/tfjs_binding';

/** TensorFlow through tfjs-node's addon. */
export interface Loaded {
  readonly binding: TFJSBinding;
  /** Version of the package @tensorflow/tfjs-node. */
  readonly tfjsNode: string;
}

/**
 * Loads @tensorflow/tfjs-node with the addon that was compiled for it. Its own feeds know six dtypes, and its own
 * reader of signatures refuses whole models; what it binds to TensorFlow knows no such limit, so that is used.
 */
export async function loadTfjsNode(addon: string): Promise<Loaded> {
  // Read by what stands in for node-pre-gyp in the bundle (scripts/runner-bundle.mjs).
  process.env.TFJS_NODE_ADDON = addon;
  const tf = await import('@tensorflow/tfjs-node');
  const backend = tf.backend() as unknown as { readonly binding: TFJSBinding };
  return { binding: backend.binding, tfjsNode: tf.version['tfjs-node'] };
}

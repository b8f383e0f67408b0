/** A tensor that the binding holds. `dtype`: TensorFlow's number. */
export interface TensorHandle {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** What is used of tfjs-node's `TFJSBinding`, as its C++ (binding/tfjs_binding.cc) has it. */
export interface Binding {
  readonly TF_Version: string;
  readonly TF_UINT8: number;
  readonly TF_INT32: number;
  readonly TF_BOOL: number;
  readonly TF_STRING: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_BOOL: number;
  createTensor(shape: number[], dtype: number, data: Uint8Array | Uint8Array[]): number;
  /** For strings a list with the bytes of each. @throws Error for the dtypes that it cannot hand out */
  tensorDataSync(id: number): Float32Array | Int32Array | BigInt64Array | Uint8Array | Uint8Array[];
  executeOp(
    op: string,
    attributes: { name: string; type: number; value: number | boolean }[],
    inputs: number[],
    outputs: number,
  ): TensorHandle[];
  /** @param tags separated by commas @returns id of the session */
  loadSavedModel(directory: string, tags: string): number;
  /** @param inputs ids @param inputNames, outputNames tensor names, separated by commas */
  runSavedModel(
    session: number,
    inputs: number[],
    inputNames: string,
    outputNames: string,
  ): TensorHandle[];
}

/** TensorFlow through tfjs-node's addon. */
export interface Loaded {
  readonly binding: Binding;
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
  const backend = tf.backend() as unknown as { readonly binding: Binding };
  return { binding: backend.binding, tfjsNode: tf.version['tfjs-node'] };
}

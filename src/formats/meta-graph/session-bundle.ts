/**
 * Name of the graph in a session bundle, which TensorFlow's first Exporter made for serving: `export.meta` with its
 * checkpoint `export` or `export-00000-of-00001`, in a directory called by the global step
 * (tensorflow/contrib/session_bundle/constants.py of TensorFlow 1).
 */
export const bundleFile = 'export.meta';

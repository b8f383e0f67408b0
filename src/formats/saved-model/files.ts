import type { ArtifactTree } from '../../io/byte-source.ts';

/** The model's own file, and what stands for it where TensorFlow wrote another kind. */
export const modelFile = 'saved_model.pb';
export const chunkedFile = 'saved_model.cpb';
export const textFile = 'saved_model.pbtxt';

/** The first of them that is there has the model. */
export const modelFiles: readonly string[] = [modelFile, textFile, chunkedFile];

/** Keras 2's description of its objects (SavedMetadata), beside the model since TensorFlow 2.5. */
export const kerasMetadataFile = 'keras_metadata.pb';
export const fingerprintFile = 'fingerprint.pb';

/** Requests that TensorFlow Serving runs when it loads the model (tensorflow.org/tfx/serving/saved_model_warmup). */
export const warmupFile = 'assets.extra/tf_serving_warmup_requests';

/** Prefix of the checkpoint with the variables' values. */
export const variablesPrefix = 'variables/variables';

/** The model's file in a tree: in a directory by its fixed name, the usual form before the others; else the file that was named. */
export async function modelFileOf(tree: ArtifactTree): Promise<string> {
  if (tree.file !== null) return tree.file;
  const names = await tree.list('');
  return modelFiles.find((file) => names.includes(file)) ?? modelFile;
}

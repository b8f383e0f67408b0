import path from 'node:path';

/** Files that lie beside a model's own, which is binary or text. */
const beside = new Set(['fingerprint.pb', 'keras_metadata.pb']);

const shard = /^(.+)\.data-\d{5}-of-\d{5}$/s;

/**
 * What is opened for a file that is a part of a model and says nothing by itself: the folder of the SavedModel, or
 * the index of the checkpoint. `exists`: whether there is a file at a path.
 *
 * @returns the path itself, where it is no such part or what it belongs to is missing
 */
export async function modelPath(
  file: string,
  exists: (file: string) => Promise<boolean>,
): Promise<string> {
  const folder = path.dirname(file);
  const isModel = async (place: string) =>
    (await exists(path.join(place, 'saved_model.pb'))) ||
    exists(path.join(place, 'saved_model.pbtxt'));
  if (beside.has(path.basename(file))) return (await isModel(folder)) ? folder : file;
  const prefix = shard.exec(path.basename(file))?.[1];
  if (prefix === undefined) return file;
  const model = path.dirname(folder);
  const inModel = prefix === 'variables' && path.basename(folder) === 'variables';
  if (inModel && (await isModel(model))) return model;
  const index = path.join(folder, `${prefix}.index`);
  return (await exists(index)) ? index : file;
}

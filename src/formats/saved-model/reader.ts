import type { Reader } from '../contract.ts';
import { openSavedModel } from './open.ts';
import { probeSavedModel } from './probe.ts';

/** TensorFlow's SavedModel: a directory with saved_model.pb, and variables as a checkpoint of their own. */
export const savedModelReader: Reader = {
  format: 'saved-model',
  probe: probeSavedModel,
  open: openSavedModel,
};

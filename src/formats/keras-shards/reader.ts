import type { Reader } from '../contract.ts';
import { openKerasShards } from './open.ts';
import { probeKerasShards } from './probe.ts';

/** Keras 3's weights in several HDF5 files: `save_weights("model.weights.json", max_shard_size=…)`. */
export const kerasShardsReader: Reader = {
  format: 'keras-weights-hdf5',
  probe: probeKerasShards,
  open: openKerasShards,
};

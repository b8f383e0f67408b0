import type { Reader } from './contract.ts';
import { checkpointDirectoryReader } from './checkpoint-directory/reader.ts';
import { graphDefReader } from './graph-def/reader.ts';
import { hdf5Reader } from './hdf5/reader.ts';
import { kerasArchiveReader } from './keras-archive/reader.ts';
import { kerasShardsReader } from './keras-shards/reader.ts';
import { metaGraphReader } from './meta-graph/reader.ts';
import { numpyReader } from './numpy/reader.ts';
import { saverV1Reader } from './saver-v1/reader.ts';
import { savedModelReader } from './saved-model/reader.ts';
import { tensorBundleReader } from './tensor-bundle/reader.ts';

/** Every format that is read. Where two are equally sure of a directory, the earlier one has it. */
export const readers: readonly Reader[] = [
  savedModelReader,
  checkpointDirectoryReader,
  saverV1Reader,
  tensorBundleReader,
  graphDefReader,
  metaGraphReader,
  numpyReader,
  hdf5Reader,
  kerasArchiveReader,
  kerasShardsReader,
];

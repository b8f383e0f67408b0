import { ReadError } from '../core/errors.ts';
import { shownName } from '../protocol/visible-text.ts';
import type { ArtifactTree } from '../io/byte-source.ts';
import type { FormatId, Part } from '../protocol/model.ts';
import type { Artifact } from './contract.ts';

/** A directory with several artifacts that is none itself: what a training script leaves, or the versions of a model. */
export function projectArtifact(tree: ArtifactTree, parts: readonly Part[]): Artifact {
  return {
    format: 'project',
    description: describe(parts),
    metaGraphs: null,
    layers: [],
    tensors: [],
    parameterCount: null,
    checkpoints: null,
    facts: [],
    writtenBy: [],
    files: [],
    assets: [],
    findings: [],
    read: (tensor) => {
      throw new ReadError({
        code: 'bad-request',
        format: 'project',
        path: tree.path,
        message: `${tree.path} is a directory of several artifacts and has no tensor ${shownName(tensor)} itself. Open one of them.`,
      });
    },
    close: () => Promise.resolve(),
  };
}

const nouns: Readonly<Record<FormatId, readonly [one: string, several: string]>> = {
  'saved-model': ['SavedModel', 'SavedModels'],
  'tf-checkpoint': ['checkpoint', 'checkpoints'],
  'tf-checkpoint-v1': ['checkpoint', 'checkpoints'],
  'checkpoint-directory': ['directory of checkpoints', 'directories of checkpoints'],
  'keras-archive': ['Keras model', 'Keras models'],
  'keras-hdf5': ['Keras model', 'Keras models'],
  'keras-weights-hdf5': ['file of Keras weights', 'files of Keras weights'],
  hdf5: ['HDF5 file', 'HDF5 files'],
  'graph-def': ['graph', 'graphs'],
  'meta-graph': ['meta graph', 'meta graphs'],
  numpy: ['NumPy file', 'NumPy files'],
  project: ['project', 'projects'],
};

function describe(parts: readonly Part[]): string {
  const versions = parts.filter(({ path }) => /^\d+$/.test(path));
  if (versions.length > 1 && versions.length === parts.length) {
    return `${String(versions.length)} versions of a model: ${some(versions.map(({ path }) => path))}`;
  }
  const counts = new Map<FormatId, number>();
  for (const { format } of parts) counts.set(format, (counts.get(format) ?? 0) + 1);
  const told = [...counts].map(([format, count]) => {
    const [one, several] = nouns[format];
    return `${String(count)} ${count === 1 ? one : several}`;
  });
  return `Directory with ${told.join(', ')}`;
}

/** The first and the newest ones: "1, 2, 3 … 17". */
function some(names: readonly string[]): string {
  if (names.length <= 6) return names.join(', ');
  return `${names.slice(0, 3).join(', ')} … ${names.at(-1) ?? ''}`;
}

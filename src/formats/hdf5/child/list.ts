import { AppError } from '../../../core/errors.ts';
import { compareNatural } from '../../../core/natural.ts';
import type { Dataset, ListedObject, Listing } from '../calls.ts';
import { readAttributes } from './attributes.ts';
import { datatype } from './datatype.ts';
import { guarded, type OpenFile } from './library.ts';

/** Objects that are listed; the largest real models have some ten thousand. */
const mostObjects = 100_000;

/**
 * Everything in the file, once: libhdf5 visits each group a single time, so that a cycle of groups ends. An object
 * that cannot be read does not keep the others from being listed.
 */
export function list(file: OpenFile): Listing {
  const { library, id } = file;
  const paths = guarded(() => library.get_names(id, '/', true)).sort(compareNatural);
  const shown = ['', ...paths.slice(0, mostObjects)];
  const addresses = new Map<string, string>();
  return {
    objects: shown.map((path) => describe(file, path, addresses)),
    cut:
      paths.length > mostObjects
        ? `it has ${String(paths.length)} objects, and ${String(mostObjects)} are listed`
        : null,
  };
}

function describe(file: OpenFile, path: string, addresses: Map<string, string>): ListedObject {
  const { library, id } = file;
  const absolute = `/${path}`;
  try {
    const link = path === '' ? null : linkAt(file, absolute);
    if (link) return { path, attributes: [], ...link };
    const address = String(guarded(() => library.create_object_reference(id, absolute)));
    const of = addresses.get(address);
    if (of !== undefined) return { path, attributes: [], kind: 'alias', of };
    addresses.set(address, path);
    const attributes = readAttributes(file, absolute);
    switch (guarded(() => library.get_type(id, absolute))) {
      case library.H5G_GROUP:
        return { path, attributes, kind: 'group' };
      case library.H5G_DATASET:
        return { path, attributes, kind: 'dataset', dataset: describeDataset(file, absolute) };
      default:
        return { path, attributes, kind: 'datatype' };
    }
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return { path, attributes: [], kind: 'damaged', problem: thrown.message };
  }
}

/** A link's target as the file has it, for a soft or an external link; null where an object lies there itself. */
function linkAt(
  { library, id }: OpenFile,
  path: string,
): { kind: 'link'; target: string; external: boolean } | null {
  const target = guarded(() => library.get_symbolic_link(id, path));
  if (target) return { kind: 'link', target, external: false };
  if (guarded(() => library.get_type(id, path)) !== library.H5G_UDLINK) return null;
  const { filename, obj_path: inside } = guarded(() => library.get_external_link(id, path));
  return { kind: 'link', target: `${filename}:${inside}`, external: true };
}

function describeDataset({ library, id }: OpenFile, path: string): Dataset {
  const metadata = guarded(() => library.get_dataset_metadata(id, path));
  return {
    type: datatype(metadata),
    shape: metadata.shape,
    chunks: metadata.chunks,
    filters: guarded(() => library.get_dataset_filters(id, path)).map(
      ({ id: number, name }) => name || `filter ${String(number)}`,
    ),
    virtualSources: (metadata.virtual_sources ?? []).map(
      ({ file_name: file, dset_name: dataset }) => `${file}:${dataset}`,
    ),
  };
}

import { AppError } from '../../../core/errors.ts';
import { compareNatural } from '../../../core/natural.ts';
import type { Dataset, Datatype, ListedObject, Listing } from '../calls.ts';
import { readAttributes } from './attributes.ts';
import { datatype } from './datatype.ts';
import { guarded, type Library, type OpenFile } from './library.ts';
import { holdsPointers, readValues } from './values.ts';

type Metadata = ReturnType<Library['get_dataset_metadata']>;

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

function describeDataset(file: OpenFile, path: string): Dataset {
  const { library, id } = file;
  const metadata = guarded(() => library.get_dataset_metadata(id, path));
  const type = datatype(metadata);
  return {
    type,
    shape: metadata.shape,
    chunks: metadata.chunks,
    filters: guarded(() => library.get_dataset_filters(id, path)).map(
      ({ id: number, name }) => name || `filter ${String(number)}`,
    ),
    virtualSources: (metadata.virtual_sources ?? []).map(
      ({ file_name: name, dset_name: dataset }) => `${name}:${dataset}`,
    ),
    external: isExternal(file, path, metadata, type),
  };
}

/** Elements up to this size are read to see where they lie, bytes. */
const mostBytes = 64 * 1024;

/**
 * Whether a dataset's values lie in another file, which libhdf5 only says when it is to open that: the first element
 * is read. Chunks lie in the file itself, and so does what is virtual.
 */
function isExternal(
  file: OpenFile,
  path: string,
  { shape, chunks, virtual_sources: virtual }: Metadata,
  type: Datatype,
): boolean {
  if (chunks || (virtual ?? []).length > 0 || !shape || shape.includes(0)) return false;
  if (type.bytes > mostBytes || holdsPointers(type)) return false;
  const first = { dataset: path, start: shape.map(() => 0), count: shape.map(() => 1), member: [] };
  try {
    readValues(file, first, type);
    return false;
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return /external/.test(thrown.message);
  }
}

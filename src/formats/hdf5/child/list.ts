import { AppError } from '../../../core/errors.ts';
import { compareNatural } from '../../../core/natural.ts';
import { limits } from '../../../protocol/limits.ts';
import type { Dataset, Datatype, ListedObject, Listing } from '../calls.ts';
import { readAttributes } from './attributes.ts';
import { datatype } from './datatype.ts';
import { guarded, type Library, type OpenFile } from './library.ts';
import { holdsPointers, readValues } from './values.ts';

type Metadata = ReturnType<Library['get_dataset_metadata']>;

/** Objects that are listed; the largest real models have some ten thousand. */
const mostObjects = 100_000;

/**
 * Everything in the file, once, group by group: a circle of groups ends where it began, and no depth of the file
 * becomes one of libhdf5's stack. What cannot be read does not keep the rest from being listed.
 * @throws AppError `malformed` where not even the root group can be read
 */
export function list(file: OpenFile): Listing {
  const addresses = new Map<string, string>();
  const objects: ListedObject[] = [describe(file, '', addresses)];
  let cut: string | null = null;
  let groups = namesIn(file, '');
  for (let depth = 1; groups.length > 0 && cut === null; depth++) {
    const inside: string[] = [];
    for (const path of groups) {
      file.budget.pathCharacters -= path.length;
      if (objects.length > mostObjects || file.budget.pathCharacters < 0) {
        cut = `of its objects, ${String(objects.length)} are listed`;
        break;
      }
      const object = describe(file, path, addresses);
      objects.push(object);
      if (object.kind !== 'group') continue;
      try {
        for (const name of namesIn(file, path)) inside.push(name);
      } catch (thrown) {
        if (!(thrown instanceof AppError)) throw thrown;
        objects.push({ ...object, kind: 'damaged', problem: thrown.message });
      }
    }
    if (depth === limits.hdf5Depth && inside.length > 0) {
      cut ??= `groups in it nest deeper than the ${String(limits.hdf5Depth)} that are listed`;
    }
    groups = inside;
  }
  return { objects: objects.sort((a, b) => compareNatural(a.path, b.path)), cut };
}

/** Paths of what lies in a group. */
function namesIn({ library, id }: OpenFile, group: string): string[] {
  const within = group === '' ? '' : `${group}/`;
  const names = guarded(() => library.get_names(id, `/${group}`, false));
  return names.sort(compareNatural).map((name) => within + name);
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
  const { library, id, budget } = file;
  const metadata = guarded(() => library.get_dataset_metadata(id, path));
  const type = datatype(metadata);
  budget.members -= membersOf(type);
  if (budget.members < 0) {
    throw new AppError({
      code: 'limit-exceeded',
      message: 'the records before it have all the members that are listed of one file',
    });
  }
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

/** Members of a record's type and of those in it; `datatype` bounds how deep they lie. */
function membersOf(type: Datatype): number {
  switch (type.kind) {
    case 'compound':
      return type.members.reduce((sum, member) => sum + 1 + membersOf(member.type), 0);
    case 'enumeration':
      return type.members.length;
    case 'array':
    case 'sequence':
      return membersOf(type.of);
    default:
      return 0;
  }
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

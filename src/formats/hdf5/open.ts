import { plural } from '../../protocol/figures.ts';
import { AppError, ReadError } from '../../core/errors.ts';
import { FindingList } from '../../core/finding-list.ts';
import { asReadError, type Place } from '../../core/read-error.ts';
import type { ArtifactTree, ByteSource } from '../../io/byte-source.ts';
import type { Artifact, OpenContext } from '../contract.ts';
import type { Listing } from './calls.ts';
import { factsOf, findingsOf } from './facts.ts';
import { isKerasFile, kerasContent } from './keras.ts';
import { LibraryProcess } from './library-process.ts';
import { sizeFindings, tensorsOf, type StoredTensor } from './tensors.ts';
import { ValueReader } from './value-reader.ts';

const format = 'hdf5';

/**
 * Opens an HDF5 file: groups, attributes and datasets, and no values.
 * @throws ReadError where libhdf5 refuses the file, or where it made libhdf5 crash or hang
 */
export async function openHdf5(tree: ArtifactTree, context: OpenContext): Promise<Artifact> {
  const place: Place = { format, path: tree.path };
  const file = tree.file ?? '';
  const source = await tree.open(file);
  try {
    return await openSource(source, file, place, context);
  } catch (thrown) {
    throw asReadError(thrown, place);
  } finally {
    await source.close();
  }
}

async function openSource(
  source: ByteSource,
  file: string,
  place: Place,
  { signal }: OpenContext,
): Promise<Artifact> {
  const piece = source.locate() ?? (await source.unpack?.(signal));
  if (!piece) {
    const message = `${place.path} lies in no file, and the library that reads HDF5 reads nothing else. Write it into one.`;
    throw new ReadError({ ...place, code: 'unsupported', message });
  }
  const library = new LibraryProcess(piece);
  try {
    const listing = await library.list(signal);
    return describe(listing, library, { file, place, bytes: piece.length });
  } catch (thrown) {
    await library.close();
    if (!(thrown instanceof AppError) || thrown.code !== 'malformed') throw thrown;
    throw new ReadError(
      {
        ...thrown.data,
        ...place,
        message: `${place.path} is damaged where HDF5 begins: ${thrown.message}. Copy it again from where it was saved.`,
      },
      { cause: thrown },
    );
  }
}

interface OpenedFile {
  readonly file: string;
  readonly place: Place;
  readonly bytes: number;
}

function describe(
  listing: Listing,
  library: LibraryProcess,
  { file, place, bytes }: OpenedFile,
): Artifact {
  const byKeras = isKerasFile(listing);
  const described = listing.objects.flatMap((object) =>
    object.kind === 'dataset' ? [tensorsOf(object, byKeras)] : [],
  );
  const tensors = new Map<string, StoredTensor>(
    described.flatMap((each) => each.tensors.map((tensor) => [tensor.info.name, tensor])),
  );
  const findings = new FindingList(file);
  for (const each of described) for (const finding of each.findings) findings.add(finding);
  const reader = new ValueReader(library, tensors, place);
  const infos = [...tensors.values()].map(({ info }) => info);
  return {
    format,
    description: describeFile(listing, infos.length),
    metaGraphs: null,
    layers: [],
    tensors: infos,
    parameterCount: null,
    writtenBy: [],
    ...kerasContent(listing, infos, file),
    checkpoints: null,
    facts: factsOf(listing, file),
    files: [file],
    assets: [],
    findings: [
      ...findingsOf(listing, file, place.path),
      ...findings.all,
      ...sizeFindings(infos, bytes),
    ],
    read: (tensor, range, context) => reader.read(tensor, range, context),
    storedRuns: (tensor, signal) => reader.storedRuns(tensor, signal),
    close: () => library.close(),
  };
}

function describeFile({ objects }: Listing, tensors: number): string {
  const groups = objects.filter(({ kind, path }) => kind === 'group' && path !== '').length;
  return `HDF5 file: ${plural(tensors, 'dataset')}${groups === 0 ? '' : ` in ${plural(groups, 'group')}`}`;
}

import { plural, storedShape } from '../../protocol/figures.ts';
import { AppError } from '../../core/errors.ts';
import { FindingList } from '../../core/finding-list.ts';
import { asReadError, type Place } from '../../core/read-error.ts';
import { shownName, visibleText } from '../../protocol/visible-text.ts';
import type { Archive, ArchiveEntry, ArtifactTree } from '../../io/byte-source.ts';
import type { Fact, Finding } from '../../protocol/model.ts';
import type { Artifact, OpenContext } from '../contract.ts';
import { describeArray, type ArrayTensor, type StoredArray } from './arrays.ts';
import { isArchive } from './probe.ts';
import { ArrayReader } from './array-reader.ts';

const format = 'numpy';
const suffix = /\.npy$/i;

/** Arrays of an archive, and fields of arrays, that are shown: each of its entries may have ten thousand. */
const mostTensors = 200_000;

/**
 * Opens a `.npy` file or a `.npz` archive of them: reads their headers, and no values.
 * @throws ReadError where the file is none, or its only array has a damaged header
 */
export async function openNumpy(tree: ArtifactTree, context: OpenContext): Promise<Artifact> {
  const file = tree.file ?? '';
  const place: Place = { format, path: tree.path };
  try {
    return (await isArchive(tree, file))
      ? await openArchive(tree, file, place, context.signal)
      : await openFile(tree, file, place, context.signal);
  } catch (thrown) {
    throw asReadError(thrown, place);
  }
}

async function openFile(
  tree: ArtifactTree,
  file: string,
  place: Place,
  signal: AbortSignal | undefined,
): Promise<Artifact> {
  const source = await tree.open(file);
  try {
    const { array, tensors, findings } = await describeArray(
      source,
      { name: file.replace(suffix, ''), what: place.path, location: file, file, place },
      { open: () => Promise.resolve(source) },
      signal,
    );
    return artifact(tensors, {
      description: describeOne(array, tensors),
      facts: arrayFacts(array, file),
      file,
      findings,
      place,
      close: () => source.close(),
    });
  } catch (thrown) {
    await source.close();
    throw thrown;
  }
}

async function openArchive(
  tree: ArtifactTree,
  file: string,
  place: Place,
  signal: AbortSignal | undefined,
): Promise<Artifact> {
  const archive = await tree.archive(file, signal);
  try {
    const tensors: ArrayTensor[] = [];
    const findings = new FindingList(file);
    let arrays = 0;
    for (const entry of archive.entries) {
      if (tensors.length > mostTensors) {
        findings.add(tooManyTensors(file));
        break;
      }
      const described = await describeEntry(entry, file, place, signal);
      const found = Array.isArray(described) ? described : described.findings;
      for (const finding of found) findings.add(finding);
      if (Array.isArray(described)) continue;
      arrays++;
      tensors.push(...described.tensors);
    }
    return artifact(tensors, {
      description: `NumPy archive: ${String(arrays)} ${arrays === 1 ? 'array' : 'arrays'}`,
      facts: archiveFacts(archive, file),
      file,
      findings: findings.all,
      place,
      close: () => archive.close(),
    });
  } catch (thrown) {
    await archive.close();
    throw thrown;
  }
}

/** An entry's array; findings alone where it has none that can be read, which must not hide the others. */
async function describeEntry(
  entry: ArchiveEntry,
  file: string,
  place: Place,
  signal: AbortSignal | undefined,
): Promise<{ readonly tensors: ArrayTensor[]; readonly findings: Finding[] } | Finding[]> {
  const what = `${shownName(entry.path)} in ${place.path}`;
  const location = visibleText(entry.path);
  if (!suffix.test(entry.path)) {
    const message = `${what} is no array and is not shown.`;
    return [{ severity: 'info', code: 'unsupported', message, location, kind: 'file' }];
  }
  try {
    const source = await entry.open(signal);
    const stored = {
      open: () => entry.open(),
      intact: (readSignal?: AbortSignal) => entry.intact(readSignal),
    };
    const at = { name: entry.path.replace(suffix, ''), what, location, file, place };
    try {
      return await describeArray(source, at, stored, signal);
    } finally {
      // Gives the beginning back that was inflated: an archive may have tens of thousands.
      await source.close();
    }
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code === 'cancelled') throw thrown;
    const { code, message } = thrown;
    return [{ severity: 'error', code, message, location, kind: 'file' }];
  }
}

function artifact(
  tensors: readonly ArrayTensor[],
  parts: Pick<Artifact, 'description' | 'facts' | 'findings' | 'close'> & {
    readonly file: string;
    readonly place: Place;
  },
): Artifact {
  const unique = new Map<string, ArrayTensor>();
  const findings = new FindingList(parts.file);
  for (const finding of parts.findings) findings.add(finding);
  for (const tensor of tensors) {
    const { name } = tensor.info;
    if (!unique.has(name)) {
      unique.set(name, tensor);
      continue;
    }
    const message = `${parts.place.path} has two arrays that are called ${shownName(name)}; the first is shown.`;
    findings.add({
      severity: 'warning',
      code: 'malformed',
      message,
      location: name,
      kind: 'tensor',
    });
  }
  const reader = new ArrayReader(unique, parts.place);
  return {
    format,
    description: parts.description,
    metaGraphs: null,
    layers: [],
    tensors: [...unique.values()].map(({ info }) => info),
    parameterCount: null,
    checkpoints: null,
    facts: parts.facts,
    writtenBy: [],
    files: [parts.file],
    assets: [],
    findings: findings.all,
    read: (tensor, range, context) => reader.read(tensor, range, context),
    storedRuns: (tensor) => reader.storedRuns(tensor),
    close: parts.close,
  };
}

function tooManyTensors(file: string): Finding {
  const message = `${shownName(file)} holds more than the ${String(mostTensors)} arrays and fields that are shown. The rest is left out.`;
  return { severity: 'warning', code: 'limit-exceeded', message, location: file, kind: 'file' };
}

function describeOne({ header }: StoredArray, tensors: readonly ArrayTensor[]): string {
  const [only] = header.records.fields;
  if (only?.path.length === 0) {
    return `NumPy array: ${only.dtype.name}, ${storedShape(header.shape)}`;
  }
  return `NumPy array of records: ${storedShape(header.shape)}, ${plural(tensors.length, 'field')}`;
}

function arrayFacts({ header }: StoredArray, source: string): Fact[] {
  const fact = (name: string, value: string): Fact => ({ group: 'Array', name, value, source });
  return [
    fact('Format version', header.version),
    fact('Data type', shownName(header.descr)),
    fact('Order', header.fortran ? 'Fortran: the first index changes fastest' : 'C: row by row'),
  ];
}

function archiveFacts({ entries }: Archive, source: string): Fact[] {
  const fact = (name: string, value: string): Fact => ({ group: 'Archive', name, value, source });
  const deflated = entries.filter(({ stored }) => !stored).length;
  return [
    fact('Entries', String(entries.length)),
    fact('Compression', deflated === 0 ? 'none' : `${String(deflated)} of them deflated`),
    fact('Unpacked', `${String(entries.reduce((sum, { bytes }) => sum + bytes, 0))} bytes`),
  ];
}

import { basename, dirname } from 'node:path';
import { oneList } from '../core/one-list.ts';
import { trainingFacts } from './training-facts.ts';
import type { ArtifactTree, TreeEntry } from '../io/byte-source.ts';
import { shownName } from '../protocol/visible-text.ts';
import { limits } from '../protocol/limits.ts';
import type {
  ArtifactSummary,
  Asset,
  Fact,
  FileInfo,
  Finding,
  FormatId,
  Part,
} from '../protocol/model.ts';
import type { Artifact, OpenContext, OpenedArtifact } from './contract.ts';
import { locate, type Located } from './locate.ts';
import { readMetadata } from './metadata.ts';
import { openContext } from './part.ts';
import { ownEntries, stampOf } from './stamp.ts';

/**
 * Opens what lies at a path: a directory, a file of an artifact, or a checkpoint's prefix. Costs what the
 * metadata costs; no values are read. Whoever opens it closes it.
 * @throws AppError `not-found`, `unreadable` or `unknown-format`; ReadError where the format's reader refuses
 */
export async function openArtifact(
  path: string,
  options: Omit<OpenContext, 'openPart'> = {},
): Promise<OpenedArtifact> {
  const located = await locate(path);
  const { tree } = located;
  const artifact = await located.open(openContext(options));
  try {
    const facts = [...artifact.facts, ...(await trainingFacts(artifact, options.signal))];
    const summary = await summarize(located, artifact, facts, options.signal);
    // Member by member: a reader may return an object of a class.
    return {
      format: artifact.format,
      description: artifact.description,
      metaGraphs: artifact.metaGraphs,
      layers: artifact.layers,
      tensors: artifact.tensors,
      parameterCount: artifact.parameterCount,
      checkpoints: artifact.checkpoints,
      facts,
      writtenBy: artifact.writtenBy,
      files: artifact.files,
      assets: artifact.assets,
      findings: summary.findings,
      ...(artifact.configurations ? { configurations: artifact.configurations } : {}),
      ...(artifact.graphs ? { graphs: artifact.graphs } : {}),
      ...(artifact.readOps ? { readOps: artifact.readOps } : {}),
      ...(artifact.readConstants ? { readConstants: artifact.readConstants } : {}),
      read: (tensor, range, context) => artifact.read(tensor, range, context),
      ...(artifact.storedRuns ? { storedRuns: artifact.storedRuns } : {}),
      close: () => artifact.close(),
      tree: artifact.inside ?? tree,
      summary,
    };
  } catch (error) {
    await artifact.close();
    throw error;
  }
}

/** `ArtifactSummary.stamp` of what lies at a path as it would be now, without opening it. */
export async function artifactStamp(path: string): Promise<string> {
  const { tree, format } = await locate(path);
  return stampOf(await ownEntries(tree, format));
}

async function summarize(
  { tree, parts }: Located,
  artifact: Artifact,
  facts: readonly Fact[],
  signal: AbortSignal | undefined,
): Promise<ArtifactSummary> {
  const own = await ownEntries(tree, artifact.format);
  const files = await entriesOf(tree, artifact.files, own);
  const assets = await entriesOf(artifact.inside ?? tree, artifact.assets, own);
  const { metadata, findings } = await readMetadata(tree, artifact, signal);
  const weights = artifact.tensors.filter(({ role }) => role === 'weight');
  return {
    path: tree.path,
    root: tree.root,
    name: artifactName(tree.path),
    format: artifact.format,
    description: artifact.description,
    parts: (await parts()).map((part): Part => {
      const step = artifact.steps?.get(part.path);
      return step === undefined ? part : { ...part, step };
    }),
    metaGraphs: artifact.metaGraphs,
    layerCount: artifact.layers.length,
    tensorCount: artifact.tensors.length,
    parameterCount: artifact.parameterCount,
    weightBytes: weights.reduce((sum, { bytes }) => sum + bytes, 0),
    checkpoints: artifact.checkpoints,
    metadata: [...(artifact.metadata ?? []), ...metadata],
    assets: assets.map(({ path, bytes }): Asset => ({ path, bytes })),
    facts,
    files: files.map(({ path, bytes, modified }): FileInfo => ({ path, bytes, modified })),
    findings: oneList([
      ...artifact.findings,
      ...findings,
      ...listingFindings(tree, own.length),
      ...linkFindings(tree, artifact.format, own),
    ]),
    writtenBy: artifact.writtenBy,
    saved: files.length === 0 ? null : Math.max(...files.map(({ modified }) => modified)),
    stamp: stampOf(own),
  };
}

/** The files at these paths; what was looked at already is not looked at again. */
async function entriesOf(
  tree: ArtifactTree,
  paths: readonly string[],
  seen: readonly TreeEntry[],
): Promise<readonly TreeEntry[]> {
  const known = new Map(seen.map((entry) => [entry.path, entry]));
  const entries: TreeEntry[] = [];
  for (const path of paths) {
    const entry = known.get(path) ?? (await tree.entry(path));
    if (entry) entries.push(entry);
  }
  return entries;
}

/** Assets and metadata may lie among the files that were not looked at. */
function listingFindings(tree: ArtifactTree, entries: number): readonly Finding[] {
  if (entries < limits.directoryEntries) return [];
  return [
    {
      severity: 'info',
      code: 'limit-exceeded',
      message: `${tree.path} holds more than ${String(limits.directoryEntries)} files; the rest was not looked at. Move what is no part of the model elsewhere.`,
      location: tree.path,
      kind: 'artifact',
    },
  ];
}

/** Files are read where their links lead; that they lie elsewhere is worth knowing before they are moved. */
function linkFindings(
  { root }: ArtifactTree,
  format: FormatId,
  entries: readonly TreeEntry[],
): readonly Finding[] {
  if (format === 'project') return []; // each of its parts says so of its own files
  const linked = entries.filter(({ leadsTo }) => leadsTo !== null);
  const [first] = linked;
  if (!first) return [];
  const more = linked.length - 1;
  return [
    {
      severity: 'info',
      code: 'linked',
      message: `${shownName(first.path)}${more > 0 ? ` and ${String(more)} more ${more === 1 ? 'file' : 'files'}` : ''} of ${root} ${more > 0 ? 'are links' : 'is a link'} to elsewhere: ${shownName(first.path)} lies at ${shownName(first.leadsTo ?? '')}. Copy them with their links followed.`,
      location: first.path,
      kind: 'file',
    },
  ];
}

/** TensorFlow Serving names versions by bare numbers; there the model's name is the directory above. */
function artifactName(path: string): string {
  const name = basename(path);
  return /^\d+$/.test(name) ? basename(dirname(path)) : name;
}

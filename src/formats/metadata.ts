import { basename, dirname } from 'node:path';
import { readJson } from '../core/json.ts';
import type { ArtifactTree } from '../io/byte-source.ts';
import { directoryTree } from '../io/tree.ts';
import { limits } from '../protocol/limits.ts';
import type { Finding, MetadataEntry } from '../protocol/model.ts';
import type { Artifact } from './contract.ts';
import { isPredictionFile } from './stamp.ts';

/** A JSON file to read: in `tree`, told to people as `source`. */
interface Candidate {
  readonly tree: ArtifactTree;
  readonly path: string;
  readonly source: string;
}

/**
 * The JSON that describes an artifact: in its assets and beside it. What cannot be parsed or is too large to be a
 * description becomes a finding.
 */
export async function readMetadata(
  tree: ArtifactTree,
  artifact: Artifact,
  signal?: AbortSignal,
): Promise<{ readonly metadata: readonly MetadataEntry[]; readonly findings: readonly Finding[] }> {
  const metadata: MetadataEntry[] = [];
  const findings: Finding[] = [];
  let bytesLeft: number = limits.metadataBytes;
  for (const candidate of await candidates(tree, artifact)) {
    const entry = await candidate.tree.entry(candidate.path).catch(() => null);
    if (!entry) continue;
    const { source } = candidate;
    if (entry.bytes > bytesLeft) {
      findings.push(
        fileFinding(
          'info',
          'limit-exceeded',
          source,
          `${source} has ${String(entry.bytes)} bytes, too many to be shown as metadata. Open it as text.`,
        ),
      );
      continue;
    }
    bytesLeft -= entry.bytes;
    const json = readJson(await read(candidate, signal));
    if ('problem' in json) {
      findings.push(
        fileFinding(
          'warning',
          'malformed',
          source,
          `${source} is no valid JSON: ${json.problem}. Its content is not shown; open it as text to correct it.`,
        ),
      );
    } else {
      metadata.push({ source, value: json.value });
    }
  }
  return { metadata, findings };
}

async function candidates(tree: ArtifactTree, artifact: Artifact): Promise<readonly Candidate[]> {
  const inTree = (path: string): Candidate => ({ tree, path, source: path });
  const found = artifact.assets.filter(isDescription).map(inTree);
  // What is a file of the artifact is no description of it.
  const own = new Set(artifact.files);
  const here = (await tree.list('')).filter((path) => isDescription(path) && !own.has(path));
  found.push(...here.filter(tree.file === null ? () => true : describes(tree.file)).map(inTree));
  if (artifact.format !== 'saved-model') return found;

  const parent = dirname(tree.root);
  const name = basename(tree.root);
  if (parent === tree.root) return found;
  const beside = await directoryTree(parent);
  for (const file of ['metadata.json', `${name}.json`, `${name}.metadata.json`]) {
    found.push({ tree: beside, path: file, source: `../${file}` });
  }
  return found;
}

/** Beside a single file lies what describes other files, too: its own has its name, or one that fits them all. */
function describes(file: string): (path: string) => boolean {
  const name = basename(file).replace(/\.\w+$/, '');
  const own = new Set(['metadata.json', `${name}.json`, `${name}.metadata.json`]);
  return (path) => own.has(path);
}

function isDescription(path: string): boolean {
  return path.endsWith('.json') && !path.endsWith('.weights.json') && !isPredictionFile(path);
}

async function read(
  { tree, path }: Candidate,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const source = await tree.open(path);
  try {
    return await source.read(0, source.size, signal);
  } finally {
    await source.close();
  }
}

function fileFinding(
  severity: Finding['severity'],
  code: string,
  location: string,
  message: string,
): Finding {
  return { severity, code, message, location, kind: 'file' };
}

import type { OpenedArtifact } from '../../../src/formats/contract.ts';
import { openArtifact } from '../../../src/formats/open.ts';
import type { TensorRole } from '../../../src/protocol/model.ts';
import { contentsOf } from '../support/contents.ts';
import type { Answer } from './answer.ts';

/** Where our answer differs from the one of the library that saved an artifact, a line each; none where it does not. */
export async function disagreements(answer: Answer): Promise<readonly string[]> {
  const found: string[] = [];
  const differs = (what: string, ours: unknown, theirs: unknown): void => {
    const [a, b] = [JSON.stringify(ours), JSON.stringify(theirs)];
    if (a !== b) found.push(`${what}: ${brief(a)} where it is ${brief(b)}`);
  };
  let artifact: OpenedArtifact;
  try {
    artifact = await openArtifact(answer.path);
  } catch (thrown) {
    return [`it does not open: ${thrown instanceof Error ? thrown.message : String(thrown)}`];
  }
  try {
    differs('format', artifact.format, answer.format);
    const digests = await compareTensors(artifact, answer, found, differs);
    differs(
      'findings',
      [...new Set(artifact.summary.findings.map(({ code }) => code))].sort(),
      [...(answer.findings ?? [])].sort(),
    );
    if (answer.checkpoints) differs('checkpoints', artifact.checkpoints, answer.checkpoints);
    if (answer.steps) {
      const steps = artifact.summary.parts.map(({ path, step }) => [path, step]);
      differs('steps', Object.fromEntries(steps), answer.steps);
    }
    if (answer.metaGraphs) differs('meta graphs', metaGraphs(artifact), answer.metaGraphs);
    if (answer.weights) compareWeights(artifact, answer, digests, differs);
    if (answer.config && answer.layers) compareLayers(artifact, answer.layers, differs);
    return found;
  } finally {
    await artifact.close();
  }
}

type Differs = (what: string, ours: unknown, theirs: unknown) => void;

/** @returns digests by name */
async function compareTensors(
  artifact: OpenedArtifact,
  answer: Answer,
  found: string[],
  differs: Differs,
): Promise<ReadonlyMap<string, string>> {
  const theirs = new Map(answer.tensors.map((tensor) => [tensor.name, tensor]));
  const ours = new Set(artifact.tensors.map(({ name }) => name));
  const digests = new Map<string, string>();
  for (const name of theirs.keys()) if (!ours.has(name)) found.push(`tensor ${name} is missing`);
  for (const { name, dtype, shape } of artifact.tensors) {
    const expected = theirs.get(name);
    if (!expected) {
      found.push(`tensor ${name} is none of them`);
      continue;
    }
    differs(`dtype of ${name}`, dtype, expected.dtype);
    differs(`shape of ${name}`, shape, expected.shape);
    try {
      const { sha256, checksum } = await contentsOf(artifact, name);
      digests.set(name, sha256);
      if (sha256 !== expected.sha256) found.push(`the bytes of ${name} differ`);
      if (checksum === 'mismatch') found.push(`the checksum of ${name} is said to be wrong`);
    } catch (thrown) {
      found.push(`${name} cannot be read: ${thrown instanceof Error ? thrown.message : ''}`);
    }
  }
  return digests;
}

/** In the golden files' words. */
function metaGraphs({ metaGraphs: found }: OpenedArtifact): unknown {
  return found?.map(({ tags, tensorflowVersion, nodeCount, functionCount, signatures }) => ({
    tags,
    tensorflowVersion: tensorflowVersion ?? '',
    nodeCount,
    functionCount,
    signatures: sorted(
      Object.entries(signatures).map(([name, { methodName, inputs, outputs }]) => [
        name,
        { methodName, inputs: ends(inputs), outputs: ends(outputs) },
      ]),
    ),
  }));
}

function ends(
  tensors: Readonly<Record<string, { dtype: string; shape: unknown; tensor: unknown }>>,
): unknown {
  return sorted(
    Object.entries(tensors).map(([name, { dtype, shape, tensor }]) => [
      name,
      { dtype, shape, tensor },
    ]),
  );
}

function sorted(entries: readonly (readonly [string, unknown])[]): unknown {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function compareWeights(
  artifact: OpenedArtifact,
  answer: Answer,
  digests: ReadonlyMap<string, string>,
  differs: Differs,
): void {
  const ofRole = (role: TensorRole): string[] =>
    artifact.tensors
      .filter((tensor) => tensor.role === role)
      .map(({ name }) => digests.get(name) ?? '')
      .sort();
  const { weights = [] } = answer;
  if (answer.twice) {
    const once = (values: readonly string[]): string[] => [...new Set(values)].sort();
    differs('weights', once(ofRole('weight')), once(weights));
  } else {
    differs('weights', ofRole('weight'), weights);
  }
  if (answer.optimizer !== undefined) {
    differs('variables of the optimizer', ofRole('optimizer'), answer.optimizer ?? []);
  }
  differs('parameters', artifact.parameterCount, answer.parameterCount);
}

function compareLayers(
  { layers }: OpenedArtifact,
  expected: NonNullable<Answer['layers']>,
  differs: Differs,
): void {
  // Keras's list of layers stops at what is no model: a Bidirectional's inner layers are not in it.
  const models = new Set(
    expected.map(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf('/')))),
  );
  const known = new Set(expected.map(({ path }) => path));
  const isInner = (path: string): boolean => {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const holder = path.slice(0, at);
      if (known.has(holder) && !models.has(holder)) return true;
    }
    return false;
  };
  const ours = layers.filter(({ path }) => path !== '' && !isInner(path));
  const paths = (list: readonly { readonly path: string }[]): string[] =>
    list.map(({ path }) => path).sort();
  differs('layers', paths(ours), paths(expected));
  const byPath = new Map(ours.map((layer) => [layer.path, layer]));
  for (const layer of expected) {
    const found = byPath.get(layer.path);
    if (!found) continue;
    for (const what of ['name', 'class', 'custom', 'parameters'] as const) {
      differs(`${what} of ${layer.path}`, found[what], layer[what]);
    }
    differs(`source of the class of ${layer.path}`, found.classSource, 'config');
  }
}

/** Where the difference lies in a long text is seldom at its beginning; the command's reader opens the model itself. */
function brief(text: string | undefined): string {
  const shown = text ?? 'nothing';
  return shown.length > 300 ? `${shown.slice(0, 300)}…` : shown;
}

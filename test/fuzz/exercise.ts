import { dtypeFromName } from '../../src/core/dtypes.ts';
import { ReadError } from '../../src/core/errors.ts';
import { elementCount } from '../../src/core/shape.ts';
import type { Artifact, ArtifactTree, ElementRange, Reader } from '../../src/formats/contract.ts';
import { openContext } from '../../src/formats/part.ts';
import type { TensorInfo } from '../../src/protocol/model.ts';
import { valuesPage } from '../../src/server/values-page.ts';
import type { Watch } from './watch.ts';

/** Tensors of one input that are read, and of which a page is made: there is nothing new in the hundredth. */
const mostTensors = 48;
const mostPages = 3;

/** Elements up to which a tensor is read whole; of a larger one, both ends. */
const wholeElements = 20_000;
const endElements = 500;

/** Opens what lies in the tree and reads all of it that can be read, as the editor and the command line would. */
export async function exercise(
  reader: Reader,
  tree: ArtifactTree,
  watch: Watch,
  tensors = mostTensors,
): Promise<void> {
  const watched = watch.tree(tree);
  try {
    const confidence = await reader.probe(watched);
    if (!(confidence >= 0 && confidence <= 1)) watch.problem(`is sure by ${confidence}`);
  } catch (thrown) {
    watch.problem(`threw when it was asked what this is: ${String((thrown as Error).stack)}`);
  }
  watch.operation();
  let artifact: Artifact;
  try {
    artifact = await reader.open(watched, openContext({}));
  } catch (thrown) {
    watch.error(thrown);
    watch.end();
    return;
  }
  try {
    lookAt(artifact, watch);
    await readOps(artifact, watch);
    for (const tensor of artifact.tensors.slice(0, tensors)) {
      await readTensor(artifact, tensor, watch);
    }
    for (const tensor of artifact.tensors.slice(0, mostPages)) {
      await makePage(artifact, tensor, watch);
    }
  } finally {
    await artifact.close();
    watch.end();
  }
}

/** What is told of the artifact without its values. */
function lookAt(artifact: Artifact, watch: Watch): void {
  watch.look();
  for (const finding of artifact.findings) watch.finding(finding);
  const names = new Set(artifact.tensors.map(({ name }) => name));
  if (names.size < artifact.tensors.length) watch.problem('two tensors have one name');
  for (const { name, shape, bytes } of artifact.tensors) {
    const sizes = [...shape, bytes, elementCount(shape)];
    if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 0)) {
      watch.problem(`a tensor has the shape ${String(shape)} and ${bytes} bytes: ${name}`);
    }
  }
  for (const { parameters, weights } of artifact.layers) {
    if (!(parameters >= 0)) watch.problem(`a layer has ${parameters} parameters`);
    if (!weights.every((name) => names.has(name)))
      watch.problem('a layer has weights that are no tensors');
  }
  // What crosses to the page and into a report is plain data: JSON takes neither bigints nor circles.
  const { metaGraphs, layers, checkpoints, facts, writtenBy, metadata } = artifact;
  try {
    JSON.stringify({ metaGraphs, layers, checkpoints, facts, writtenBy, metadata });
  } catch (thrown) {
    watch.problem(`is no plain data: ${String(thrown)}`);
  }
}

/** The ops of each of its graphs, with every attribute, as whoever looks at the architecture asks for them. */
async function readOps({ metaGraphs, readOps: read }: Artifact, watch: Watch): Promise<void> {
  if (!read) return;
  for (const index of (metaGraphs ?? []).keys()) {
    watch.operation();
    try {
      const { nodes, functions, outputArguments, captures } = await read(index);
      watch.look();
      const plain = { outputArguments: [...outputArguments], captures: [...captures] };
      const scopes = [{ nodes }, ...functions.values()];
      for (const scope of scopes) {
        if (new Set(scope.nodes.map(({ name }) => name)).size < scope.nodes.length) {
          watch.problem('two nodes of one graph have one name');
        }
        for (const { shapes, valueShape } of scope.nodes) {
          const sizes = [...shapes, valueShape].flatMap((shape) => shape ?? []);
          if (!sizes.every((size) => size === null || (Number.isSafeInteger(size) && size >= 0))) {
            watch.problem(`a node has the shapes ${JSON.stringify(shapes)}`);
          }
        }
      }
      JSON.stringify([plain, scopes]);
      const attributes = scopes.flatMap((scope) =>
        scope.nodes.flatMap((node) => [...node.attributes()]),
      );
      if (attributes.some(({ value }) => typeof value !== 'string')) {
        watch.problem('an attribute is no text');
      }
    } catch (thrown) {
      watch.error(thrown);
      if (!(thrown instanceof ReadError)) watch.problem(`the ops threw ${String(thrown)}`);
    }
  }
}

async function readTensor(artifact: Artifact, tensor: TensorInfo, watch: Watch): Promise<void> {
  const elements = elementCount(tensor.shape);
  if (elements <= wholeElements) await readRange(artifact, tensor, 'all', watch);
  else {
    await readRange(artifact, tensor, { start: 0, count: endElements }, watch);
    const end = { start: elements - endElements, count: endElements };
    await readRange(artifact, tensor, end, watch);
  }
}

/** A page of values as text, as the editor shows it. */
async function makePage(artifact: Artifact, tensor: TensorInfo, watch: Watch): Promise<void> {
  if (elementCount(tensor.shape) === 0) return;
  watch.operation();
  const leading = tensor.shape.slice(0, -2).map(() => 0);
  const place = { tensor: tensor.name, row: 0, rows: 12, column: 0, columns: 4 };
  try {
    const page = await valuesPage(artifact, tensor, { leading, ...place, notation: 'exact' });
    if (page.cells.some((cell) => typeof cell !== 'string')) watch.problem('a cell is no text');
  } catch (thrown) {
    watch.error(thrown);
  }
}

async function readRange(
  artifact: Artifact,
  tensor: TensorInfo,
  range: ElementRange | 'all',
  watch: Watch,
): Promise<void> {
  watch.operation();
  const { start, count } =
    range === 'all' ? { start: 0, count: elementCount(tensor.shape) } : range;
  const itemBytes = dtypeFromName(tensor.dtype)?.bytes ?? 0;
  let next = start;
  let verdicts = 0;
  const onChecksum = (verdict: string): void => {
    verdicts++;
    if (verdict === 'mismatch')
      watch.complaints.push({ code: 'checksum-mismatch', message: tensor.name });
  };
  try {
    for await (const chunk of artifact.read(tensor.name, range, { onChecksum })) {
      if (chunk.element !== next)
        watch.problem(`a chunk begins at ${chunk.element} and not at ${next}`);
      if (chunk.kind === 'strings') next += chunk.values.length;
      else if (itemBytes === 0) watch.problem(`numbers of dtype ${tensor.dtype}`);
      else next += chunk.bytes.length / itemBytes;
      watch.look();
    }
    if (next !== start + count) {
      watch.problem(
        `gave ${next - start} elements of ${count} (${tensor.dtype}, ${String(tensor.shape)})`,
      );
    }
    if (range === 'all' && verdicts !== 1) watch.problem(`gave ${verdicts} verdicts on a checksum`);
  } catch (thrown) {
    watch.error(thrown);
    if ((thrown as { code?: unknown }).code === 'bad-request') {
      watch.problem(`refuses a tensor that it lists: ${String(thrown)}`);
    }
  }
}

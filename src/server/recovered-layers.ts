import { Pacer } from '../core/pacer.ts';
import { inTurns } from '../core/steps.ts';
import type { OpenedArtifact } from '../formats/contract.ts';
import { flatExport, recoveredLayers } from '../graph/traced/recover-layers.ts';
import { servingFirst, signatureEnds } from '../graph/traced/signature-ends.ts';
import type { OpenOptions } from './sessions.ts';

/** An artifact whose variables lie in one list, with the layers that its traced function tells of; any other as it is. */
export async function withRecoveredLayers(
  artifact: OpenedArtifact,
  options: OpenOptions,
): Promise<OpenedArtifact> {
  const { layers, tensors, metaGraphs, readOps, summary } = artifact;
  const model = flatExport(layers, tensors);
  if (!readOps || !metaGraphs || !model) return artifact;
  const index = metaGraphs.findIndex(({ signatures }) => Object.keys(signatures).length > 0);
  const signatures = metaGraphs[index]?.signatures ?? {};
  const [name] = Object.keys(signatures).sort(servingFirst);
  if (name === undefined) return artifact;
  const ops = await readOps(index, options);
  const recovered = await inTurns(
    recoveredLayers(ops, signatureEnds(signatures[name]), model, tensors),
    new Pacer(options.signal),
  );
  return {
    ...artifact,
    layers: recovered.layers,
    tensors: tensors.map((tensor) => {
      const objectPath = recovered.paths.get(tensor.name);
      return objectPath === undefined ? tensor : { ...tensor, objectPath };
    }),
    summary: { ...summary, layerCount: recovered.layers.length },
    // The picture that Overview asks for next is of the same ops.
    readOps: (graph, context) => (graph === index ? Promise.resolve(ops) : readOps(graph, context)),
  };
}

import type { Steps } from '../../core/steps.ts';
import { shownName } from '../../protocol/visible-text.ts';
import type { Finding } from '../../protocol/model.ts';
import type { MessagePlace } from '../protobuf/decode.ts';
import { attachCheckpoint } from './attach-checkpoint.ts';
import { attachKeys } from './attach-keys.ts';
import { describeGraph, type GraphKnowledge } from './describe.ts';
import type { ObjectDescription, StoredTensor } from './description.ts';
import type { ObjectGraph } from './object-graph.ts';
import { readTrackableObjectGraph } from './read-graph.ts';

/** The checkpoint that belongs to a SavedModel, as far as it could be read. */
export interface SavedVariables {
  /** The element of its `_CHECKPOINTABLE_OBJECT_GRAPH`; null where it has none or it is damaged. */
  readonly objectGraph: Uint8Array | null;
  readonly tensors: readonly StoredTensor[];
}

/**
 * Describes the objects of a SavedModel of TensorFlow 2: those of its own file, joined with the tensors of its
 * checkpoint.
 *
 * @param variables null where there are none: paths, layers and parameters are then told by the model's file alone
 * @param place of the checkpoint
 * @param file what findings about the graph name
 * @throws ReadError for a checkpoint's object graph that is none
 */
export function* describeSavedObjects(
  saved: ObjectGraph,
  variables: SavedVariables | null,
  knowledge: GraphKnowledge,
  place: MessagePlace,
  file: string,
): Steps<ObjectDescription> {
  const stored = variables?.objectGraph ?? null;
  const names = new Set(variables?.tensors.map(({ name }) => name));
  const graph =
    stored === null
      ? attachKeys(saved, names)
      : yield* attachCheckpoint(saved, yield* readTrackableObjectGraph(stored, place));
  const description = yield* describeGraph(graph, variables?.tensors ?? null, file, knowledge);
  return {
    ...description,
    findings: [...description.findings, ...(stored === null ? [] : withoutValues(graph, file))],
  };
}

/** Variables that the model declares and for which its checkpoint has no object. */
function withoutValues(graph: ObjectGraph, file: string): Finding[] {
  const names = graph.nodes.flatMap(({ saved, stored }) =>
    saved?.kind === 'variable' && stored.length === 0 ? [saved.name] : [],
  );
  const [first] = names;
  if (first === undefined) return [];
  const others = names.length === 1 ? '' : ` and ${String(names.length - 1)} more`;
  return [
    {
      severity: 'error',
      code: 'missing-part',
      message: `The model has variables whose values are not among those in variables: ${shownName(first)}${others}. saved_model.pb and variables were probably saved by different models; copy both from the same place.`,
      location: file,
      kind: 'file',
    },
  ];
}

import { mapSteps, type Steps } from '../../core/steps.ts';
import { ReadError } from '../../core/errors.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import type { Finding } from '../../protocol/model.ts';
import type { MessagePlace } from '../protobuf/decode.ts';
import { describeGraph } from './describe.ts';
import type { ObjectDescription, StoredTensor } from './description.ts';
import { layersFromNames } from './layers-from-names.ts';
import { rolesFromNames, slotFromName } from './names.ts';
import type { ObjectGraph } from './object-graph.ts';
import { readTrackableObjectGraph } from './read-graph.ts';
import { StoredKeys } from './stored-keys.ts';

/**
 * Describes the objects behind a checkpoint's tensors.
 *
 * @param bytes the element of the scalar string tensor `_CHECKPOINTABLE_OBJECT_GRAPH`; null for a checkpoint
 *   without one (TensorFlow 1), whose roles and layers come from the variables' names alone
 * @param tensors every tensor of the checkpoint
 * @param place the file that the object graph is in. A damaged graph is a finding: the tensors are still told by
 *   their names
 * @param file the same relative to the artifact, for findings
 */
export function* describeCheckpointObjects(
  bytes: Uint8Array | null,
  tensors: readonly StoredTensor[],
  place: MessagePlace,
  file: string = place.path,
): Steps<ObjectDescription> {
  if (bytes === null) return yield* describeByNames(tensors);
  try {
    const graph = yield* readTrackableObjectGraph(bytes, place);
    const described = yield* describeGraph(graph, tensors, file);
    const missing = yield* missingValues(graph, tensors, file);
    return { ...described, findings: [...described.findings, ...missing] };
  } catch (thrown) {
    if (!(thrown instanceof ReadError)) throw thrown;
    const described = yield* describeByNames(tensors);
    return {
      ...described,
      layers: [],
      findings: [
        {
          severity: 'error',
          code: thrown.code,
          message: thrown.message,
          location: file,
          kind: 'file',
        },
      ],
    };
  }
}

/** Path of the object in a key such as `dense/kernel/.ATTRIBUTES/VARIABLE_VALUE`; null for a variable's name. */
function pathInKey(key: string): string | null {
  const suffix = '/.ATTRIBUTES/VARIABLE_VALUE';
  return key.endsWith(suffix) ? key.slice(0, -suffix.length) : null;
}

/** A checkpoint of TensorFlow 1, or one whose object graph is lost: names or keys, and nothing else. */
export function* describeByNames(tensors: readonly StoredTensor[]): Steps<ObjectDescription> {
  const roles = rolesFromNames(tensors);
  const names = new Set(tensors.map(({ name }) => name));
  const weights = tensors.filter(({ name }) => roles.get(name) === 'weight');
  return {
    objectPaths: new Map(
      tensors.flatMap(({ name }) => {
        const path = pathInKey(name);
        return path === null ? [] : [[name, path] as const];
      }),
    ),
    roles,
    slots: new Map(
      (yield* mapSteps(tensors, ({ name }) => {
        const slot = slotFromName(name, names);
        return slot ? [[name, slot] as const] : [];
      })).flat(),
    ),
    layers: yield* layersFromNames(
      weights.map(({ name, shape }) => ({
        variable: pathInKey(name) ?? name,
        tensor: name,
        shape,
        trainable: null,
      })),
      false,
    ),
    parameterCount: weights.reduce(
      (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
      0,
    ),
    findings: [],
  };
}

/** Objects whose values the checkpoint should hold and does not. */
function* missingValues(
  graph: ObjectGraph,
  tensors: readonly StoredTensor[],
  file: string,
): Steps<Finding[]> {
  const keys = yield* StoredKeys.among(new Set(tensors.map(({ name }) => name)));
  const missing = graph.nodes.flatMap(({ stored }) =>
    stored.filter((attribute) => keys.of(attribute).length === 0).map(({ key }) => key),
  );
  const [first] = missing;
  if (first === undefined) return [];
  const others = missing.length === 1 ? '' : ` and ${String(missing.length - 1)} more`;
  return [
    {
      severity: 'error',
      code: 'missing-part',
      message: `The object graph names a variable whose values are not stored: ${visibleText(first)}${others}. A reload would fail or leave it as it was initialised; save the model again.`,
      location: file,
      kind: 'file',
    },
  ];
}

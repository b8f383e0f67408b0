import { mapSteps, type Steps } from '../../core/steps.ts';
import { ReadError } from '../../core/errors.ts';
import { shownName } from '../../protocol/visible-text.ts';
import type { Finding } from '../../protocol/model.ts';
import type { MessagePlace } from '../protobuf/decode.ts';
import { describeGraph } from './describe.ts';
import type { ObjectDescription, StoredTensor, ToldVariables } from './description.ts';
import { layersFromNames } from './layers-from-names.ts';
import { rolesFromNames, slotFromName, slotOfTrained } from './names.ts';
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
 * @param told what a graph that lies beside the checkpoint says of variables without objects
 */
export function* describeCheckpointObjects(
  bytes: Uint8Array | null,
  tensors: readonly StoredTensor[],
  place: MessagePlace,
  file: string = place.path,
  told: ToldVariables | null = null,
): Steps<ObjectDescription> {
  if (bytes === null) return yield* describeByNames(tensors, told);
  try {
    const graph = yield* readTrackableObjectGraph(bytes, place);
    const described = yield* describeGraph(graph, tensors, file);
    const missing = yield* missingValues(graph, tensors, file);
    return { ...described, findings: [...described.findings, ...missing] };
  } catch (thrown) {
    if (!(thrown instanceof ReadError)) throw thrown;
    const described = yield* describeByNames(tensors, told);
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

/** A checkpoint of TensorFlow 1, or one whose object graph is lost: names or keys, and what a graph beside it says. */
function* describeByNames(
  tensors: readonly StoredTensor[],
  told: ToldVariables | null,
): Steps<ObjectDescription> {
  const slots = new Map(
    (yield* mapSteps(tensors, slotFinder(tensors, told))).flatMap((slot, index) => {
      const name = tensors[index]?.name;
      return slot && name !== undefined ? [[name, slot] as const] : [];
    }),
  );
  const named = rolesFromNames(tensors);
  const roles = new Map(
    tensors.map(({ name }) => {
      const role = told?.roles.get(name) ?? (slots.has(name) ? 'optimizer' : named.get(name));
      return [name, role ?? 'weight'];
    }),
  );
  const weights = tensors.filter(({ name }) => roles.get(name) === 'weight');
  return {
    objectPaths: new Map(
      tensors.flatMap(({ name }) => {
        const path = pathInKey(name);
        return path === null ? [] : [[name, path] as const];
      }),
    ),
    roles,
    slots,
    layers: yield* layersFromNames(
      weights.map(({ name, shape }) => ({
        variable: pathInKey(name) ?? name,
        tensor: name,
        shape,
        trainable: told?.trainable ? told.trainable.has(name) : null,
      })),
      false,
    ),
    parameterCount: weights.reduce(
      (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
      0,
    ),
    held: new Map(),
    findings: [],
  };
}

/** Finds the variable that a tensor is a slot of; what is trained itself is none, whatever it is called. */
function slotFinder(
  tensors: readonly StoredTensor[],
  told: ToldVariables | null,
): (tensor: StoredTensor) => { readonly name: string; readonly of: string } | null {
  const names = new Set(tensors.map(({ name }) => name));
  const trained = new Map(
    tensors.flatMap(({ name, shape }) => (told?.trainable?.has(name) ? [[name, shape]] : [])),
  );
  return (tensor) => {
    if (told?.roles.has(tensor.name)) return null;
    return slotFromName(tensor.name, names) ?? slotOfTrained(tensor, trained);
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
      message: `The object graph names a variable whose values are not stored: ${shownName(first)}${others}. A reload would fail or leave it as it was initialised; save the model again.`,
      location: file,
      kind: 'file',
    },
  ];
}

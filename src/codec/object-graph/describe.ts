import { eachStep, type Steps } from '../../core/steps.ts';
import type { Finding, Layer, TensorRole } from '../../protocol/model.ts';
import { exportedCopies } from './copies.ts';
import type { HeldObject, ObjectDescription, StoredTensor } from './description.ts';
import type { KerasMetadata } from './keras-metadata.ts';
import { objectKinds } from './kinds.ts';
import { layersFromNames } from './layers-from-names.ts';
import { variableElements } from './layer-parameters.ts';
import { describeLayers } from './layers.ts';
import { rolesFromNames } from './names.ts';
import type { ObjectGraph } from './object-graph.ts';
import { bestPaths } from './paths.ts';
import { storedVariable, variableName, variableRoles } from './roles.ts';
import { slotVariables, type Slot } from './slots.ts';
import { StoredKeys } from './stored-keys.ts';
import { trainedVariables } from './trained.ts';
import { Work } from './work.ts';

/** What is known of a graph's objects beyond the graph. */
export interface GraphKnowledge {
  /** Keras's configuration, by node. */
  readonly metadata: ReadonlyMap<number, KerasMetadata>;
  /** Dtype of a lookup table's keys, by the table's node. */
  readonly lookupKeys: ReadonlyMap<number, string>;
}

/**
 * Tells tensors and layers of a model by the objects it was saved from.
 *
 * @param tensors every tensor that was stored with the graph; null where they could not be opened
 * @param file what findings about the graph name
 */
export function* describeGraph(
  graph: ObjectGraph,
  tensors: readonly StoredTensor[] | null,
  file: string,
  knowledge: GraphKnowledge = { metadata: new Map(), lookupKeys: new Map() },
): Steps<ObjectDescription> {
  const byName = new Map((tensors ?? []).map((tensor) => [tensor.name, tensor]));
  const work = new Work();
  const kinds = yield* objectKinds(graph, work);
  const steps = yield* bestPaths(graph);
  const variables = yield* variableRoles(graph, kinds, byName, work);
  const copies = yield* exportedCopies(graph, byName);
  const trained = trainedVariables(graph, kinds, work);
  const sources = {
    graph,
    kinds,
    steps,
    roles: variables,
    tensors: byName,
    copies,
    trained,
    ...knowledge,
  };
  const described = yield* describeLayers(sources, work);
  const { pathOf } = described;
  const slotOf = yield* slotVariables(graph, kinds, work);
  const keys = graph.nodes.map(
    (node) => node.stored.find((stored) => stored.name === 'VARIABLE_VALUE')?.key,
  );

  const nodeOf = new Map(keys.map((key, node) => [key, node]));

  const objectPaths = new Map<string, string>();
  const roles = new Map<string, TensorRole>();
  const slots = new Map<string, { name: string; of: string }>();
  const storedKeys = yield* StoredKeys.among(new Set(byName.keys()));
  yield* eachStep(graph.nodes, (node, index) => {
    const slot = slotOf.get(index);
    for (const stored of node.stored) {
      for (const tensor of storedKeys.of(stored)) {
        const path = pathOf(index) ?? slotPath(slot, pathOf);
        if (path !== null) objectPaths.set(tensor, path);
        roles.set(tensor, variables[index] ?? attributeRole(stored.name));
      }
    }
    const key = keys[index];
    const of = slot && keys[slot.of];
    if (slot && key !== undefined && of !== undefined && byName.has(key)) {
      slots.set(key, { name: slot.name, of });
    }
  });

  let parameterCount = 0;
  yield* eachStep(variables, (role, node) => {
    // Where there are tensors, one that belongs to no variable is counted below by itself.
    const counts = tensors === null || keys[node] !== undefined;
    if (role === 'weight' && counts && !copies.has(node)) {
      parameterCount += variableElements(sources, node);
    }
  });
  const unowned = (tensors ?? []).filter(({ name }) => !roles.has(name));
  for (const [name, role] of rolesFromNames(unowned, tensors ?? [])) {
    roles.set(name, role);
    if (role === 'weight') parameterCount += elements(byName.get(name));
  }
  const flat = yield* flatLayers();
  for (const layer of flat ?? []) nameWeights(layer, objectPaths);
  return {
    objectPaths,
    roles,
    slots,
    layers: flat ?? described.layers,
    parameterCount,
    held: yield* heldObjects(),
    findings: [
      ...danglingFinding(graph, file),
      ...(work.exhausted ? [incompleteFinding(file)] : []),
    ],
  };

  function* heldObjects(): Steps<ReadonlyMap<number, HeldObject>> {
    const held = new Map<number, HeldObject>();
    yield* eachStep(graph.nodes, ({ saved }, node) => {
      // Objects that only group others, and functions, are never captured.
      if (!saved || saved.kind === 'object' || saved.kind === 'function') return;
      const key = keys[node];
      const tensor = key !== undefined && byName.has(key) ? key : null;
      const path = (tensor === null ? null : objectPaths.get(tensor)) ?? pathOf(node) ?? '';
      held.set(node, { path, tensor, isTable: knowledge.lookupKeys.has(node) });
    });
    return held;
  }

  /** An export of Keras 3 holds its variables in lists and no layers: there the variables' names tell them. */
  function* flatLayers(): Steps<Layer[] | null> {
    if (!graph.nodes[0]?.children.some((child) => child.name === '_all_variables')) return null;
    const weights = variables.flatMap((role, node) => {
      const tensor = keys[node];
      if (role !== 'weight' || copies.has(node) || tensor === undefined) return [];
      return {
        variable: variableName(graph, node),
        tensor: byName.has(tensor) ? tensor : null,
        // Of what is not stored, nothing is known to be there.
        shape: (storedVariable(graph, byName, node).shape ?? [0]).map((size) => size ?? 0),
        trainable: trained(node),
      };
    });
    return yield* layersFromNames(weights, true);
  }

  /** `variables/7` says nothing; by its layer's path and its own name a person finds it. */
  function nameWeights(layer: Layer, paths: Map<string, string>): void {
    if (layer.path === '') return;
    for (const tensor of layer.weights) {
      const name = variableName(graph, nodeOf.get(tensor) ?? -1);
      paths.set(tensor, `${layer.path}/${name.slice(name.lastIndexOf('/') + 1)}`);
    }
  }
}

/** A legacy slot variable is no attribute of anything: it goes by its optimizer, its name and its variable. */
function slotPath(slot: Slot | undefined, pathOf: (node: number) => string | null): string | null {
  if (!slot) return null;
  const optimizer = pathOf(slot.optimizer);
  const of = pathOf(slot.of);
  return optimizer === null || of === null ? null : [optimizer, slot.name, of].join('/');
}

/** What is stored for an object that is no variable: a table's content, an iterator, Python state. */
function attributeRole(attribute: string): TensorRole {
  return attribute === 'OBJECT_CONFIG_JSON' ? 'bookkeeping' : 'state';
}

function elements(tensor: StoredTensor | undefined): number {
  return tensor ? tensor.shape.reduce((product, size) => product * size, 1) : 0;
}

function incompleteFinding(file: string): Finding {
  return {
    severity: 'warning',
    code: 'limit-exceeded',
    message:
      'The objects share each other in more ways than any real model does. Layers and their parameters are told in part only; tensors are all there.',
    location: file,
    kind: 'file',
  };
}

function danglingFinding({ danglingReferences }: ObjectGraph, file: string): Finding[] {
  if (danglingReferences === 0) return [];
  return [
    {
      severity: 'warning',
      code: 'malformed',
      message: `The object graph refers ${String(danglingReferences)} times to objects that it does not hold. Paths and layers may be incomplete; save the model again.`,
      location: file,
      kind: 'file',
    },
  ];
}

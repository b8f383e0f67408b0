import type { Steps } from '../../core/steps.ts';
import { ReadError } from '../../core/errors.ts';
import { dtypeFromNumber } from '../../core/dtypes.ts';
import { limits } from '../../protocol/limits.ts';
import {
  SavedObjectGraphSchema,
  SavedObjectSchema,
  type SavedObject,
} from '../protobuf/generated/tensorflow/saved_object_graph_pb.ts';
import {
  TrackableObjectGraphSchema,
  TrackableObjectGraph_TrackableObjectSchema,
  type TrackableObjectGraph_TrackableObject,
} from '../protobuf/generated/tensorflow/trackable_object_graph_pb.ts';
import { decode, type MessagePlace } from '../protobuf/decode.ts';
import { shapeFromProto } from '../protobuf/shape.ts';
import { fields, wireBudget } from '../protobuf/wire.ts';
import type { ObjectGraph, ObjectNode, SavedKind } from './object-graph.ts';

/**
 * Reads the object graph of a checkpoint (TrackableObjectGraph, the element of `_CHECKPOINTABLE_OBJECT_GRAPH`).
 * @throws ReadError for bytes that are none, or for one beyond the limits.
 */
export function* readTrackableObjectGraph(
  bytes: Uint8Array,
  place: MessagePlace,
): Steps<ObjectGraph> {
  const collector = new NodeCollector(place);
  const budget = wireBudget();
  for (const field of fields(bytes, place, budget)) {
    if (field.number !== TrackableObjectGraphSchema.field.nodes.number) continue;
    collector.add(
      decode(TrackableObjectGraph_TrackableObjectSchema, field.bytes, {
        ...place,
        offset: field.offset,
      }),
      null,
    );
    yield;
  }
  return collector.graph();
}

/**
 * Reads the object graph of a SavedModel (SavedObjectGraph, `MetaGraphDef.object_graph_def`).
 * @throws ReadError for bytes that are none, or for one beyond the limits.
 */
export function* readSavedObjectGraph(bytes: Uint8Array, place: MessagePlace): Steps<ObjectGraph> {
  const collector = new NodeCollector(place);
  const budget = wireBudget();
  for (const field of fields(bytes, place, budget)) {
    if (field.number !== SavedObjectGraphSchema.field.nodes.number) continue;
    const object = decode(SavedObjectSchema, field.bytes, { ...place, offset: field.offset });
    collector.add(object, savedKind(object));
    yield;
  }
  return collector.graph();
}

function savedKind(object: SavedObject): SavedKind {
  const { kind, registeredName } = object;
  switch (kind.case) {
    case 'userObject':
      return {
        kind: 'object',
        identifier: kind.value.identifier,
        registeredName,
        metadata: kind.value.metadata,
      };
    case 'variable':
      return {
        kind: 'variable',
        name: shortened(kind.value.name),
        dtype: dtypeFromNumber(kind.value.dtype).name,
        shape: shapeFromProto(kind.value.shape),
        trainable: kind.value.trainable,
      };
    case 'function':
      return { kind: 'function', concreteFunctions: kind.value.concreteFunctions };
    case 'bareConcreteFunction':
      return { kind: 'function', concreteFunctions: [kind.value.concreteFunctionName] };
    case 'resource':
      return { kind: 'resource', registeredName };
    case 'asset':
      return { kind: 'asset', index: kind.value.assetFileDefIndex };
    case 'constant':
    case 'capturedTensor':
    case undefined:
      return { kind: 'other' };
  }
}

/** The name of a variable as far as anything is told by it: thousands of objects may refer to one of megabytes. */
export function shortened(name: string): string {
  return name.slice(0, limits.objectPathLength);
}

/** Gathers nodes within the limits, and drops references that lead outside once all nodes are known. */
class NodeCollector {
  readonly #nodes: ObjectNode[] = [];
  readonly #place: MessagePlace;
  #references = 0;

  constructor(place: MessagePlace) {
    this.#place = place;
  }

  add(
    message: Pick<SavedObject, 'children' | 'slotVariables'> &
      Partial<Pick<TrackableObjectGraph_TrackableObject, 'attributes'>>,
    saved: SavedKind | null,
  ): void {
    if (this.#nodes.length >= limits.objectGraphNodes) {
      throw this.#tooLarge(`more than ${String(limits.objectGraphNodes)} objects`);
    }
    const attributes = message.attributes ?? [];
    if (attributes.length > limits.objectAttributes) {
      throw this.#tooLarge(`an object with more than ${String(limits.objectAttributes)} values`);
    }
    this.countReferences(
      message.children.length + message.slotVariables.length + attributes.length,
    );
    this.#nodes.push({
      children: message.children.map(({ localName, nodeId }) => ({
        // One character more than a path may have: what is too long for a path stays so.
        name: localName.slice(0, limits.objectPathLength + 1),
        node: nodeId,
      })),
      slots: message.slotVariables.map((slot) => ({
        variable: slot.originalVariableNodeId,
        slotName: slot.slotName,
        slot: slot.slotVariableNodeId,
      })),
      stored: attributes.map(({ name, fullName, checkpointKey }) => ({
        name,
        variableName: shortened(fullName),
        // No tensor has a longer name.
        key: checkpointKey.length > limits.nameCharacters ? '' : checkpointKey,
      })),
      saved,
    });
  }

  countReferences(count: number): void {
    this.#references += count;
    if (this.#references > limits.objectGraphReferences) {
      throw this.#tooLarge(
        `more than ${String(limits.objectGraphReferences)} references between objects`,
      );
    }
  }

  graph(): ObjectGraph {
    const count = this.#nodes.length;
    const inside = (node: number): boolean => node >= 0 && node < count;
    let dangling = 0;
    const nodes = this.#nodes.map((node) => {
      const children = node.children.filter((child) => inside(child.node));
      const slots = node.slots.filter((slot) => inside(slot.variable) && inside(slot.slot));
      dangling += node.children.length - children.length + node.slots.length - slots.length;
      return { ...node, children, slots };
    });
    return { nodes, danglingReferences: dangling };
  }

  #tooLarge(what: string): ReadError {
    return new ReadError({
      ...this.#place,
      code: 'limit-exceeded',
      message: `The object graph in ${this.#place.path} has ${what}. The file is damaged or was made to exhaust memory.`,
    });
  }
}

import { create, toBinary } from '@bufbuild/protobuf';
import {
  TrackableObjectGraphSchema,
  TrackableObjectGraph_TrackableObjectSchema,
  TrackableObjectGraph_TrackableObject_ObjectReferenceSchema,
  TrackableObjectGraph_TrackableObject_SerializedTensorSchema,
  TrackableObjectGraph_TrackableObject_SlotVariableReferenceSchema,
} from '../../../../src/codec/protobuf/generated/tensorflow/trackable_object_graph_pb.ts';
import type { StoredTensor } from '../../../../src/codec/object-graph/description.ts';

/** A variable in a graph that is built from plain objects. */
export class Variable {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;

  constructor(name: string, shape: readonly number[] = [], dtype = 'float32') {
    this.name = name;
    this.shape = shape;
    this.dtype = dtype;
  }
}

/** An object by its attributes; an array is a list. The same object twice is one node. */
export type Tracked = Variable | readonly Tracked[] | { readonly [name: string]: Tracked };

/** A slot of a legacy optimizer. */
export interface SlotOf {
  readonly optimizer: Tracked;
  readonly name: string;
  readonly variable: Variable;
  readonly slot: Variable;
}

export interface BuiltCheckpoint {
  readonly graph: Uint8Array;
  readonly tensors: StoredTensor[];
}

/**
 * A checkpoint's object graph and tensors, numbered and keyed as TensorFlow does: nodes in breadth-first order,
 * keys by the first path that leads to a variable.
 */
export function checkpoint(root: Tracked, slots: readonly SlotOf[] = []): BuiltCheckpoint {
  const graph = create(TrackableObjectGraphSchema);
  const tensors: StoredTensor[] = [];
  const ids = new Map<Tracked, number>();
  const queue: { readonly object: Tracked; readonly path: string }[] = [];
  const idOf = (object: Tracked, path: string): number => {
    const known = ids.get(object);
    if (known !== undefined) return known;
    const id = queue.push({ object, path }) - 1;
    ids.set(object, id);
    return id;
  };
  const encode = ({ object, path }: (typeof queue)[number]): void => {
    const node = create(TrackableObjectGraph_TrackableObjectSchema);
    graph.nodes.push(node);
    if (object instanceof Variable) {
      const checkpointKey = `${path}/.ATTRIBUTES/VARIABLE_VALUE`;
      node.attributes.push(
        create(TrackableObjectGraph_TrackableObject_SerializedTensorSchema, {
          name: 'VARIABLE_VALUE',
          fullName: object.name,
          checkpointKey,
        }),
      );
      tensors.push({ name: checkpointKey, dtype: object.dtype, shape: object.shape });
      return;
    }
    for (const [localName, child] of Object.entries(object)) {
      const nodeId = idOf(child, path === '' ? localName : `${path}/${localName}`);
      node.children.push(
        create(TrackableObjectGraph_TrackableObject_ObjectReferenceSchema, { localName, nodeId }),
      );
    }
  };
  const encodeQueued = (): void => {
    for (let next = queue[graph.nodes.length]; next; next = queue[graph.nodes.length]) encode(next);
  };
  idOf(root, '');
  encodeQueued();
  // Slot variables come last: nothing but their optimizer's slot refers to them.
  for (const { optimizer, variable, name, slot } of slots) {
    graph.nodes[idOf(optimizer, '')]?.slotVariables.push(
      create(TrackableObjectGraph_TrackableObject_SlotVariableReferenceSchema, {
        originalVariableNodeId: idOf(variable, ''),
        slotName: name,
        slotVariableNodeId: idOf(slot, `${variable.name}/.OPTIMIZER_SLOT/optimizer/${name}`),
      }),
    );
    encodeQueued();
  }
  return { graph: toBinary(TrackableObjectGraphSchema, graph), tensors };
}

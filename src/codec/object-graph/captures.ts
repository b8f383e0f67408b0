import { Cursor } from '../../core/cursor.ts';
import { dtypeFromNumber } from '../../core/dtypes.ts';
import type { Capture } from '../../core/op-graph.ts';
import { ReadError } from '../../core/errors.ts';
import type { Steps } from '../../core/steps.ts';
import { limits } from '../../protocol/limits.ts';
import { decode, type MessagePlace } from '../protobuf/decode.ts';
import {
  SavedConcreteFunctionSchema,
  SavedObjectGraphSchema,
  SavedObjectSchema,
  type SavedObject,
} from '../protobuf/generated/tensorflow/saved_object_graph_pb.ts';
import { mapEntry } from '../protobuf/map-entry.ts';
import { shapeFromProto } from '../protobuf/shape.ts';
import { fields, wireBudget, wireType, type WireBudget } from '../protobuf/wire.ts';
import type { HeldObject } from './description.ts';
import { shortened } from './read-graph.ts';

/** What is known of captured objects beyond the object graph. */
export interface CaptureSources {
  /** By the object's number. */
  readonly objects: ReadonlyMap<number, HeldObject>;
  /** Names of the files that the model's assets are, in the order in which objects refer to them. */
  readonly assets: readonly string[];
  /** Dtype and shape of a constant of the graph; null where it has none of the name. */
  readonly constant: (node: string) => Pick<Capture, 'dtype' | 'shape'> | null;
}

/** What functions have captured, by their names; `cut` says that something was left out. */
export interface Captures {
  readonly byFunction: ReadonlyMap<string, readonly Capture[]>;
  readonly cut: boolean;
}

/**
 * Reads what the last parameters of concrete functions are (SavedConcreteFunction.bound_inputs).
 *
 * @param bytes a SavedObjectGraph
 * @throws ReadError for bytes that are none
 */
export function* readCaptures(
  bytes: Uint8Array,
  place: MessagePlace,
  sources: CaptureSources,
): Steps<Captures> {
  const { nodes, concreteFunctions } = SavedObjectGraphSchema.field;
  const budget = wireBudget();
  const bound = new Map<string, readonly number[]>();
  const wanted = new Set<number>();
  let left: number = limits.objectGraphReferences;
  let cut = false;
  for (const field of fields(bytes, place, budget)) {
    yield;
    if (field.number !== concreteFunctions.number) continue;
    const found = sound(() => {
      const at = { ...place, offset: field.offset };
      const { key, value, offset } = mapEntry(field.bytes, at, budget);
      return { key, inputs: boundInputs(value, { ...place, offset }, budget, left) };
    });
    cut ||= found === null;
    if (!found) continue;
    left -= found.inputs.length + 1;
    if (left < 0) break;
    bound.set(found.key, found.inputs);
    for (const input of found.inputs) wanted.add(input);
  }
  const captured = new Map<number, Capture>();
  let node = 0;
  for (const field of fields(bytes, place, budget)) {
    yield;
    if (field.number !== nodes.number) continue;
    if (wanted.has(node)) {
      const at = { ...place, offset: field.offset };
      const object = sound(() => decode(SavedObjectSchema, field.bytes, at));
      cut ||= object === null;
      if (object) captured.set(node, captureOf(object, sources.objects.get(node), sources));
    }
    node++;
  }
  const byFunction = new Map<string, readonly Capture[]>();
  for (const [name, inputs] of bound) {
    yield;
    byFunction.set(
      name,
      inputs.map((input) => captured.get(input) ?? unknownCapture),
    );
  }
  return { byFunction, cut: cut || left < 0 };
}

/** What is read, or null where it is damaged. */
function sound<T>(read: () => T): T | null {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof ReadError) return null;
    throw thrown;
  }
}

/** What a function refers to and the file does not hold. */
const unknownCapture: Capture = {
  kind: 'other',
  path: '',
  name: '',
  tensor: null,
  dtype: null,
  shape: null,
};

/** At most one more than `most`. */
function boundInputs(
  concreteFunction: Uint8Array,
  place: MessagePlace,
  budget: WireBudget,
  most: number,
): readonly number[] {
  const { number } = SavedConcreteFunctionSchema.field.boundInputs;
  const what = 'what a function has captured';
  const numbers: number[] = [];
  for (const field of fields(concreteFunction, place, budget)) {
    if (field.number !== number) continue;
    if (field.type === wireType.varint) numbers.push(Number(BigInt.asIntN(32, field.value)));
    const cursor = new Cursor(field.bytes, { ...place, what, offset: field.offset });
    while (cursor.remaining > 0 && numbers.length <= most) {
      numbers.push(Number(BigInt.asIntN(32, cursor.varint64())));
    }
  }
  return numbers;
}

function captureOf(
  { kind, registeredName }: SavedObject,
  held: HeldObject | undefined,
  { assets, constant }: CaptureSources,
): Capture {
  const capture = { ...unknownCapture, path: held?.path ?? '', tensor: held?.tensor ?? null };
  switch (kind.case) {
    case 'variable':
      return {
        ...capture,
        kind: 'variable',
        name: shortened(kind.value.name),
        dtype: dtypeFromNumber(kind.value.dtype).name,
        shape: shapeFromProto(kind.value.shape),
      };
    case 'constant': {
      const { operation } = kind.value;
      return { ...capture, kind: 'constant', name: operation, ...constant(operation) };
    }
    case 'asset':
      return {
        ...capture,
        kind: 'asset',
        name: assets[kind.value.assetFileDefIndex] ?? '',
        dtype: 'string',
        shape: [],
      };
    case 'resource': {
      const isTable = held?.isTable === true || registeredName.includes('HashTable');
      return {
        ...capture,
        kind: isTable ? 'table' : 'other',
        name: registeredName,
        dtype: 'resource',
        shape: [],
      };
    }
    default:
      return capture;
  }
}

import { ReadError } from '../../core/errors.ts';
import type { Steps } from '../../core/steps.ts';
import { limits } from '../../protocol/limits.ts';
import type { FunctionOption, ModelFunction } from '../../protocol/model.ts';
import { decode, type MessagePlace } from '../protobuf/decode.ts';
import {
  SavedConcreteFunctionSchema,
  SavedObjectGraphSchema,
} from '../protobuf/generated/tensorflow/saved_object_graph_pb.ts';
import { StructuredValueSchema } from '../protobuf/generated/tensorflow/struct_pb.ts';
import { mapEntry } from '../protobuf/map-entry.ts';
import { fields, wireBudget, type WireBudget, type WireField } from '../protobuf/wire.ts';
import type { ObjectGraph } from './object-graph.ts';
import { structured } from './structured-value.ts';

/**
 * Reads the functions that the root of a SavedModel's objects carries: what Python calls after
 * `tf.saved_model.load`. Arguments are those of SavedConcreteFunction.canonicalized_input_signature.
 *
 * @param bytes the SavedObjectGraph that `objects` was read from
 * @throws ReadError for signatures that are none, or that take more than `limits.functionSignatureBytes` together
 */
export function* readModelFunctions(
  bytes: Uint8Array,
  objects: ObjectGraph,
  place: MessagePlace,
): Steps<readonly ModelFunction[]> {
  const functions = (objects.nodes[0]?.children ?? []).flatMap(({ name, node }) => {
    const saved = objects.nodes[node]?.saved;
    return saved?.kind === 'function' ? [{ name, traces: saved.concreteFunctions }] : [];
  });
  const wanted = new Set(functions.flatMap(({ traces }) => traces));
  const budget = wireBudget();
  const options = new Map<string, FunctionOption>();
  let left: number = limits.functionSignatureBytes;
  for (const field of fields(bytes, place, budget)) {
    yield;
    if (field.number !== SavedObjectGraphSchema.field.concreteFunctions.number) continue;
    const { key, value, offset } = mapEntry(
      field.bytes,
      { ...place, offset: field.offset },
      budget,
    );
    if (!wanted.has(key)) continue;
    const signature = signatureField(value, { ...place, offset }, budget);
    if (signature === null) continue;
    left -= signature.bytes.length;
    if (left < 0) throw tooLarge(place);
    options.set(key, functionOption(signature.bytes, { ...place, offset: signature.offset }));
  }
  return functions.map(({ name, traces }) => ({
    name,
    options: traces.flatMap((trace) => options.get(trace) ?? []),
  }));
}

function signatureField(
  bytes: Uint8Array,
  place: MessagePlace,
  budget: WireBudget,
): WireField | null {
  const { number } = SavedConcreteFunctionSchema.field.canonicalizedInputSignature;
  for (const field of fields(bytes, place, budget)) if (field.number === number) return field;
  return null;
}

/** What is no pair of positional and named arguments says nothing of either. */
function functionOption(bytes: Uint8Array, place: MessagePlace): FunctionOption {
  const signature = structured(decode(StructuredValueSchema, bytes, place));
  const [positional, named] = signature.kind === 'tuple' ? signature.items : [];
  return {
    positional: positional?.kind === 'tuple' ? positional.items : [],
    named: named?.kind === 'dict' ? named.entries : [],
  };
}

function tooLarge(place: MessagePlace): ReadError {
  return new ReadError({
    ...place,
    code: 'limit-exceeded',
    message: `The arguments of the functions in ${place.path} take more than ${String(limits.functionSignatureBytes)} bytes, so they are not shown. The file is damaged or was made to exhaust memory.`,
  });
}

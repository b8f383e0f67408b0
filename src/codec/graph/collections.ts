import {
  CollectionDef_AnyListSchema,
  CollectionDef_BytesListSchema,
  CollectionDef_FloatListSchema,
  CollectionDef_Int64ListSchema,
  CollectionDef_NodeListSchema,
  CollectionDefSchema,
  VariableDefSchema,
  type AssetFileDef,
} from '../protobuf/generated/tensorflow/meta_graph_pb.ts';
import { Cursor } from '../../core/cursor.ts';
import { decodeUtf8, visibleBytes } from '../../core/text.ts';
import type { TensorRole } from '../../protocol/model.ts';
import type { ToldVariables } from '../object-graph/description.ts';
import { decode, type MessagePlace } from '../protobuf/decode.ts';
import type { SourceField, SourceWalk, Span } from '../protobuf/source-walk.ts';
import { wireType } from '../protobuf/wire.ts';

/** A message in a collection, by the type that stands beside it. */
export interface PackedMessage extends Span {
  /** `tensorflow.serving.Signatures` */
  readonly type: string;
}

/** One of TensorFlow 1's collections: things of a graph that a program put under one name. */
export interface Collection {
  readonly kind: 'nodes' | 'variables' | 'bytes' | 'numbers' | 'messages';
  /** All that is in it. */
  readonly count: number;
  /** Of variables all, by the names of the checkpoint's tensors; of nodes and numbers the first ones. */
  readonly names: readonly string[];
  /** Where its first entries lie, of bytes. */
  readonly bytes: readonly Span[];
  /** Its first messages. */
  readonly messages: readonly PackedMessage[];
}

/** Collections of VariableDefs (tensorflow/python/framework/ops.py, GraphKeys), which tell what variables are for. */
const ofVariables = new Set([
  'variables',
  'trainable_variables',
  'local_variables',
  'metric_variables',
  'model_variables',
  'moving_average_variables',
  'global_step',
]);

/** Entries that are remembered of a collection that tells nothing of variables. */
const mostEntries = 1000;

/** Variables whose names are remembered. */
const mostVariables = 1_000_000;

/** A name of a node, or the type of a message. */
const nameBytes = 64 * 1024;

/**
 * Reads a CollectionDef, as far as somebody asks for what is in it.
 * @throws ReadError for damage
 */
export async function readCollection(
  walk: SourceWalk,
  name: string,
  collection: Span,
  place: MessagePlace,
): Promise<Collection> {
  const reader = new CollectionReader(walk, ofVariables.has(name), place);
  for await (const field of walk.fields(collection.offset, collection.length)) {
    await reader.list(field);
  }
  return reader;
}

const { nodeList, bytesList, int64List, floatList, anyList } = CollectionDefSchema.field;

class CollectionReader implements Collection {
  kind: Collection['kind'] = 'nodes';
  count = 0;
  readonly names: string[] = [];
  readonly bytes: Span[] = [];
  readonly messages: PackedMessage[] = [];
  readonly #walk: SourceWalk;
  readonly #variables: boolean;
  readonly #place: MessagePlace;

  constructor(walk: SourceWalk, variables: boolean, place: MessagePlace) {
    this.#walk = walk;
    this.#variables = variables;
    this.#place = place;
  }

  /** One of the lists that a CollectionDef may be. */
  async list(list: SourceField): Promise<void> {
    const entries = this.#walk.fields(list.offset, list.length);
    if (list.number === nodeList.number) {
      this.kind = this.#variables ? 'variables' : 'nodes';
      await this.#each(entries, CollectionDef_NodeListSchema.field.value.number, async (entry) => {
        const name = await this.#text(entry);
        this.#add(this.#variables ? nodeOfTensor(name) : name);
      });
    } else if (list.number === bytesList.number) {
      this.kind = this.#variables ? 'variables' : 'bytes';
      await this.#each(entries, CollectionDef_BytesListSchema.field.value.number, async (entry) => {
        if (this.#variables) this.#add(await this.#variable(entry));
        else if (this.bytes.length < mostEntries) this.bytes.push(entry);
      });
    } else if (list.number === anyList.number) {
      this.kind = 'messages';
      await this.#each(entries, CollectionDef_AnyListSchema.field.value.number, async (entry) => {
        if (this.messages.length < mostEntries) this.messages.push(await this.#message(entry));
      });
    } else if (list.number === int64List.number) {
      this.kind = 'numbers';
      for await (const field of entries) {
        if (field.number === CollectionDef_Int64ListSchema.field.value.number) {
          await this.#integers(field);
        }
      }
    } else if (list.number === floatList.number) {
      this.kind = 'numbers';
      for await (const field of entries) {
        if (field.number === CollectionDef_FloatListSchema.field.value.number) {
          await this.#floats(field);
        }
      }
    }
  }

  async #each(
    entries: AsyncGenerator<SourceField, void, undefined>,
    number: number,
    take: (entry: SourceField) => Promise<void>,
  ): Promise<void> {
    for await (const entry of entries) {
      if (entry.number !== number) continue;
      this.count++;
      await take(entry);
    }
  }

  #add(name: string): void {
    if (this.names.length < (this.#variables ? mostVariables : mostEntries)) this.names.push(name);
  }

  async #text(field: Span): Promise<string> {
    const bytes = await this.#walk.head(field, nameBytes);
    return decodeUtf8(bytes) ?? visibleBytes(bytes);
  }

  /** A part of a partitioned variable is stored under the whole variable's name. */
  async #variable(entry: SourceField): Promise<string> {
    const at = { ...this.#place, offset: entry.offset };
    const variable = decode(VariableDefSchema, await this.#walk.bytes(entry), at);
    return variable.saveSliceInfoDef?.fullName || nodeOfTensor(variable.variableName);
  }

  /** An Any: a message and the address of its type. */
  async #message(entry: SourceField): Promise<PackedMessage> {
    let [type, value]: [string, Span] = ['', { offset: entry.offset, length: 0 }];
    for await (const field of this.#walk.fields(entry.offset, entry.length)) {
      if (field.number === 1) type = (await this.#text(field)).replace(/^.*\//, '');
      else if (field.number === 2) value = field;
    }
    return { type, offset: value.offset, length: value.length };
  }

  async #integers(field: SourceField): Promise<void> {
    if (field.type === wireType.varint) {
      this.count++;
      this.#add(String(BigInt.asIntN(64, field.value)));
      return;
    }
    const bytes = await this.#walk.bytes(field);
    for (const byte of bytes) if (byte < 0x80) this.count++;
    const what = 'a collection of numbers';
    const cursor = new Cursor(bytes, { ...this.#place, what, offset: field.offset });
    while (cursor.remaining > 0 && this.names.length < mostEntries) {
      this.#add(String(BigInt.asIntN(64, cursor.varint64())));
    }
  }

  async #floats(field: SourceField): Promise<void> {
    const bytes = await this.#walk.bytes(field);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const count = Math.floor(bytes.length / 4);
    this.count += count;
    for (let index = 0; index < count && this.names.length < mostEntries; index++) {
      this.#add(String(view.getFloat32(index * 4, true)));
    }
  }
}

/** `dense/kernel:0` → `dense/kernel` */
export function nodeOfTensor(tensor: string): string {
  return tensor.replace(/:\d+$/, '');
}

/**
 * What TensorFlow 1's collections tell of variables, by name: those in `trainable_variables` are weights, whatever
 * they are called, the one in `global_step` is a counter, and local ones and those of metrics are states. What no
 * collection tells is left to the names.
 */
export function toldVariables(collections: ReadonlyMap<string, Collection>): ToldVariables {
  const roles = new Map<string, TensorRole>();
  const tell = (collection: string, role: TensorRole): void => {
    for (const name of collections.get(collection)?.names ?? []) roles.set(name, role);
  };
  tell('local_variables', 'state');
  tell('metric_variables', 'state');
  tell('global_step', 'state');
  tell('trainable_variables', 'weight');
  const trainable = collections.get('trainable_variables');
  return { roles, trainable: trainable ? new Set(trainable.names) : null };
}

/** Nodes that a collection names, by themselves or by a tensor. */
export function nodesOf(collection: Collection | undefined): readonly string[] {
  return collection?.kind === 'nodes' ? collection.names.map(nodeOfTensor) : [];
}

/** The node in whose place an asset's path is put when a model is loaded; '' where it is none. */
export function assetNode({ tensorInfo }: AssetFileDef): string {
  return tensorInfo?.encoding.case === 'name' ? nodeOfTensor(tensorInfo.encoding.value) : '';
}

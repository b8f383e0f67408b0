import { dtypeFromNumber } from '../../../core/dtypes.ts';
import type { OpAttribute, OpNode } from '../../../core/op-graph.ts';
import type { DtypeName, Shape } from '../../../protocol/model.ts';
import type { MessagePlace } from '../../protobuf/decode.ts';
import type { FieldCursor } from '../../protobuf/field-cursor.ts';
import {
  AttrValue_ListValueSchema,
  AttrValueSchema,
  NameAttrListSchema,
  NodeDefSchema,
} from '../../protobuf/generated/tensorflow/graph_pb.ts';
import { TensorProtoSchema } from '../../protobuf/generated/tensorflow/tensor_pb.ts';
import { AttributeStore, type AttributePlace } from './attribute-store.ts';
import { attributeText, varints } from './attribute-text.ts';
import type { Kept } from './kept.ts';
import { readShape } from './shapes.ts';

const node = NodeDefSchema.field;
const value = AttrValueSchema.field;
const list = AttrValue_ListValueSchema.field;

/** Attributes that name the dtype that tells most of an op, the best first. */
const dtypeAttributes = ['dtype', 'T', 'Tout', 'DstT', 'out_type'];

/** Attributes, beside those that begin with `_`, of which only TensorFlow itself makes something. */
const bookkeeping = new Set([
  'allowed_devices',
  'config',
  'config_proto',
  'container',
  'debug_name',
  'executor_type',
]);

/** Ops whose `shape` is that of their value. */
const variableOp = /^(?:Variable(?:V2)?|VarHandleOp)$/;

const noTexts: readonly string[] = [];
const noShapes: readonly Shape[] = [];
const noTypes: ReadonlyMap<string, DtypeName> = new Map();

/** Dtypes that are kept of one op; of TensorFlow's own, none has more. */
const mostTypes = 8;

/** An op, without its attributes' values: those are made into text when somebody looks at them. */
class Op implements OpNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly device: string;
  readonly callees: readonly string[];
  readonly shapes: readonly Shape[];
  readonly dtype: DtypeName | null;
  readonly types: ReadonlyMap<string, DtypeName>;
  readonly sharedName: string;
  readonly valueShape: Shape;
  readonly #kept: AttributePlace | null;
  readonly #reader: OpReader;

  constructor(parts: OpParts, kept: AttributePlace | null, reader: OpReader) {
    this.name = parts.name;
    this.op = parts.op;
    this.inputs = parts.inputs.length === 0 ? noTexts : parts.inputs;
    this.device = parts.device;
    this.callees = parts.callees;
    this.shapes = parts.shapes;
    this.dtype = parts.dtype;
    this.types = parts.types;
    this.sharedName = parts.sharedName;
    this.valueShape = parts.valueShape;
    this.#kept = kept;
    this.#reader = reader;
  }

  attributes(): readonly OpAttribute[] {
    return this.#kept ? this.#reader.attributes(this.#kept) : [];
  }
}

/** What has been read of a node. */
type OpParts = Omit<OpNode, 'attributes'>;

/** Reads the nodes of one file. */
export class OpReader {
  readonly #kept: Kept;
  readonly #place: MessagePlace;
  readonly #store = new AttributeStore();

  constructor(kept: Kept, place: MessagePlace) {
    this.#kept = kept;
    this.#place = place;
  }

  /** A node whose fields are still to come. */
  begin(): Draft {
    this.#store.clear();
    return new Draft(this.#kept, this.#store);
  }

  /** The op; null for one without a name, which nothing can refer to, and where there is no room for more. */
  end(draft: Draft): OpNode | null {
    const kept = this.#store.keep();
    const place = kept === 'full' ? null : kept;
    if (kept === 'full' || draft.name === '') this.#kept.cut = true;
    if (draft.name === '') return null;
    draft.end();
    const bytes = place === null ? 0 : place.end - place.start;
    return this.#kept.op(draft.inputs.length, bytes) ? new Op(draft, place, this) : null;
  }

  attributes(kept: AttributePlace): readonly OpAttribute[] {
    return this.#store.of(kept).map((attribute) => ({
      name: attribute.name,
      value: attributeText(attribute, this.#place),
    }));
  }
}

/** A node while it is read. */
export class Draft implements OpParts {
  name = '';
  op = '';
  readonly inputs: string[] = [];
  device = '';
  callees: readonly string[] = noTexts;
  shapes: readonly Shape[] = noShapes;
  dtype: DtypeName | null = null;
  types: ReadonlyMap<string, DtypeName> = noTypes;
  sharedName = '';
  valueShape: Shape = null;
  readonly #kept: Kept;
  readonly #store: AttributeStore;
  #dtypeRank = dtypeAttributes.length;
  readonly #types: (readonly [string, DtypeName])[] = [];
  #shape: Shape = null;
  #constantShape: Shape = null;
  #calls: { readonly attribute: string; readonly names: readonly string[] }[] | null = null;

  constructor(kept: Kept, store: AttributeStore) {
    this.#kept = kept;
    this.#store = store;
  }

  /** A field of a NodeDef. */
  field(field: FieldCursor): void {
    switch (field.number) {
      case node.name.number:
        this.name = this.#text(field);
        break;
      case node.op.number:
        this.op = this.#text(field);
        break;
      case node.input.number:
        this.inputs.push(this.#text(field));
        break;
      case node.device.number:
        this.device = this.#text(field);
        break;
      case node.attr.number:
        this.#attribute(field.inside());
        break;
      default:
    }
  }

  /** An attribute: its AttrValue from `start` to `end`, or the beginning of one of `length` bytes. */
  attribute(
    name: string,
    attrValue: FieldCursor,
    { start, end }: { readonly start: number; readonly end: number },
    length: number,
  ): void {
    const { bytes } = attrValue;
    if (!name.startsWith('_') && !bookkeeping.has(name)) {
      if (!this.#store.add(name, bytes, start, end, length)) this.#kept.cut = true;
    }
    if (name === '_output_shapes') {
      if (end - start < length) this.#kept.cut = true;
      else this.shapes = this.#kept.shapes(bytes.subarray(start, end), () => shapesIn(attrValue));
      return;
    }
    while (attrValue.next()) this.#value(name, attrValue);
  }

  /** When all its fields are there: they may stand in any order. */
  end(): void {
    if (this.#types.length > 0) this.types = this.#kept.types(this.#types);
    if (this.op === 'Const') this.valueShape = this.#constantShape;
    else if (variableOp.test(this.op)) this.valueShape = this.#shape;
    if (!this.#calls) return;
    // Protobuf's maps have no order.
    this.#calls.sort((a, b) => (a.attribute < b.attribute ? -1 : 1));
    this.callees = this.#calls.flatMap(({ names }) => names);
  }

  /** An entry of `map<string, AttrValue>`: field 1 is the key and field 2 the value. */
  #attribute(entry: FieldCursor): void {
    let name = '';
    while (entry.next()) {
      if (entry.number === 1) name = this.#text(entry);
      else if (entry.number === 2) {
        this.attribute(name, entry.inside(), entry, entry.end - entry.start);
      }
    }
  }

  #value(name: string, field: FieldCursor): void {
    switch (field.number) {
      case value.type.number:
        this.#dtype(name, field.int32);
        break;
      case value.s.number:
        if (name === 'shared_name') this.sharedName = this.#text(field);
        break;
      case value.shape.number:
        if (name === 'shape') this.#shape = readShape(field.inside());
        break;
      case value.tensor.number:
        if (name === 'value') this.#constantShape = tensorShape(field.inside());
        break;
      case value.func.number:
        this.#call(name, this.#functionNames(field));
        break;
      case value.list.number:
        this.#list(name, field.inside());
        break;
      default:
    }
  }

  #list(name: string, items: FieldCursor): void {
    const names: string[] = [];
    while (items.next()) {
      if (items.number === list.func.number) names.push(...this.#functionNames(items));
      else if (items.number === list.type.number) {
        const [first] = varints(items);
        if (first !== undefined) this.#dtype(name, Number(BigInt.asIntN(32, first)));
      }
    }
    this.#call(name, names);
  }

  #dtype(attribute: string, number: number): void {
    const { name } = dtypeFromNumber(number);
    if (!attribute.startsWith('_') && this.#types.length < mostTypes) {
      this.#types.push([attribute, name]);
    }
    const rank = dtypeAttributes.indexOf(attribute);
    if (rank < 0 || rank >= this.#dtypeRank) return;
    this.#dtypeRank = rank;
    this.dtype = name;
  }

  #call(attribute: string, names: readonly string[]): void {
    if (names.length > 0) (this.#calls ??= []).push({ attribute, names });
  }

  #functionNames(field: FieldCursor): readonly string[] {
    const inside = field.inside();
    while (inside.next()) {
      if (inside.number === NameAttrListSchema.field.name.number) return [this.#text(inside)];
    }
    return noTexts;
  }

  #text({ bytes, start, end }: FieldCursor): string {
    return this.#kept.text(bytes, start, end) ?? '';
  }
}

/** A list of shapes. */
export function shapesIn(attrValue: FieldCursor): readonly Shape[] {
  const shapes: Shape[] = [];
  while (attrValue.next()) {
    if (attrValue.number !== value.list.number) continue;
    const items = attrValue.inside();
    while (items.next()) {
      if (items.number === list.shape.number) shapes.push(readShape(items.inside()));
    }
  }
  return shapes;
}

/** A tensor's shape stands before its values; of a scalar there is none. */
function tensorShape(tensor: FieldCursor): Shape {
  let shape: Shape = [];
  while (tensor.next()) {
    if (tensor.number === TensorProtoSchema.field.tensorShape.number) {
      shape = readShape(tensor.inside());
    }
  }
  return shape;
}

import { dtypeFromNumber } from '../../../core/dtypes.ts';
import type { OpFunction, OpNode, OpParameter } from '../../../core/op-graph.ts';
import type { DtypeName, Shape } from '../../../protocol/model.ts';
import type { FieldCursor } from '../../protobuf/field-cursor.ts';
import {
  FunctionDef_ArgAttrsSchema,
  FunctionDefSchema,
  OpDef_ArgDefSchema,
  OpDefSchema,
} from '../../protobuf/generated/tensorflow/graph_pb.ts';
import type { Kept } from './kept.ts';
import { shapesIn } from './read-op.ts';

const known = FunctionDefSchema.field;

/** An argument of a function, as its signature says it. */
interface Argument {
  readonly name: string;
  readonly dtype: DtypeName;
}

/** A FunctionDef while it is read, without its nodes: its fields may stand in any order. */
export class FunctionDraft {
  readonly nodes: OpNode[] = [];
  readonly #kept: Kept;
  readonly #inputs: Argument[] = [];
  readonly #outputs: Argument[] = [];
  /** By the argument's number. */
  readonly #shapes = new Map<number, Shape>();
  /** By the output argument's name. */
  readonly #from = new Map<string, string>();
  readonly #controls: string[] = [];
  #name = '';

  constructor(kept: Kept) {
    this.#kept = kept;
  }

  /** A field of a FunctionDef that is no node. */
  field(field: FieldCursor): void {
    switch (field.number) {
      case known.signature.number:
        this.#signature(field.inside());
        break;
      case known.argAttr.number:
        this.#argument(field.inside());
        break;
      case known.ret.number: {
        const [name, from] = this.#entry(field.inside());
        this.#from.set(name, from);
        break;
      }
      case known.controlRet.number:
        this.#controls.push(this.#entry(field.inside())[1]);
        break;
      default:
    }
  }

  /** Null for one without a name, which nothing can call. */
  end(): OpFunction | null {
    if (this.#name === '') return null;
    return {
      name: this.#name,
      parameters: this.#inputs.map((argument, index): OpParameter => ({
        ...argument,
        shape: this.#shapes.get(index) ?? null,
      })),
      results: this.#outputs.map((argument) => ({
        ...argument,
        from: this.#from.get(argument.name) ?? '',
      })),
      controlResults: this.#controls,
      nodes: this.nodes,
    };
  }

  #signature(signature: FieldCursor): void {
    const { name, inputArg, outputArg } = OpDefSchema.field;
    while (signature.next()) {
      if (signature.number === name.number) this.#name = this.#text(signature);
      else if (signature.number === inputArg.number) {
        this.#inputs.push(this.#argumentDef(signature.inside()));
      } else if (signature.number === outputArg.number) {
        this.#outputs.push(this.#argumentDef(signature.inside()));
      }
    }
  }

  #argumentDef(argument: FieldCursor): Argument {
    const { name, type } = OpDef_ArgDefSchema.field;
    let [text, number] = ['', 0];
    while (argument.next()) {
      if (argument.number === name.number) text = this.#text(argument);
      else if (argument.number === type.number) number = argument.int32;
    }
    this.#kept.take(memory);
    // Of one whose dtype the caller says, nothing is known here.
    return { name: text, dtype: number === 0 ? 'unknown' : dtypeFromNumber(number).name };
  }

  /** An entry of `map<uint32, ArgAttrs>`. */
  #argument(entry: FieldCursor): void {
    let number = 0;
    while (entry.next()) {
      if (entry.number === 1) number = entry.int32;
      else if (entry.number === 2) {
        const attributes = entry.inside();
        while (attributes.next()) {
          if (attributes.number !== FunctionDef_ArgAttrsSchema.field.attr.number) continue;
          const shape = this.#outputShape(attributes.inside());
          if (shape === undefined) continue;
          this.#kept.take(memory);
          this.#shapes.set(number, shape);
        }
      }
    }
  }

  /** The shape in an entry `_output_shapes`; undefined for any other. */
  #outputShape(entry: FieldCursor): Shape | undefined {
    let name = '';
    let shape: Shape | undefined;
    while (entry.next()) {
      if (entry.number === 1) name = this.#text(entry);
      else if (entry.number === 2 && name === '_output_shapes') {
        const { content } = entry;
        shape = this.#kept.shapes(content, () => shapesIn(entry.inside()))[0];
      }
    }
    return shape;
  }

  /** An entry of `map<string, string>`. */
  #entry(entry: FieldCursor): readonly [string, string] {
    let [key, value] = ['', ''];
    while (entry.next()) {
      if (entry.number === 1) key = this.#text(entry);
      else if (entry.number === 2) value = this.#text(entry);
    }
    this.#kept.take(memory);
    return [key, value];
  }

  #text({ bytes, start, end }: FieldCursor): string {
    return this.#kept.text(bytes, start, end) ?? '';
  }
}

/** What an argument, or an entry of a map, takes in memory, bytes. */
const memory = 100;

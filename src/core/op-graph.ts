import type { DtypeName, Shape } from '../protocol/model.ts';

/** An attribute of an op as text for people: `float32`, `[1, 1]`, `(?, 64)`, `"VALID"`, a function's name. */
export interface OpAttribute {
  readonly name: string;
  readonly value: string;
}

/** A NodeDef, with what a picture of the graph needs of it. */
export interface OpNode {
  /** Unique in the graph or the function that holds it. */
  readonly name: string;
  readonly op: string;
  /** As they stand in the file: `node`, `node:1`, `node:output_arg:0` in a function, `^node` for control. */
  readonly inputs: readonly string[];
  readonly device: string;
  /**
   * Functions that its attributes name: what it calls, and the branches and bodies of control flow. In the order of the
   * attributes' names, as the file has none: `else_branch`, `then_branch`; `body`, `cond`.
   */
  readonly callees: readonly string[];
  /** `_output_shapes`, by output; empty where they were not saved. */
  readonly shapes: readonly Shape[];
  /**
   * The dtype that tells most: of `dtype`, `T`, `Tout`, `DstT`, `out_type`, of a list its first; null where it has none
   * of them.
   */
  readonly dtype: DtypeName | null;
  /** Its attributes that are a dtype, by name; of one that is a list, the first. */
  readonly types: ReadonlyMap<string, DtypeName>;
  /** `shared_name` of a resource; '' where it has none. */
  readonly sharedName: string;
  /** Of a constant or a variable: the shape of its value. */
  readonly valueShape: Shape;
  /**
   * All attributes but those that only TensorFlow's own bookkeeping has, made when they are asked for, by name. Of
   * values that are large only dtype and shape, or their beginning.
   */
  attributes(): readonly OpAttribute[];
}

export interface OpParameter {
  readonly name: string;
  /** `unknown` where whoever calls says it. */
  readonly dtype: DtypeName;
  /** `_output_shapes` of the argument; null where it was not saved. */
  readonly shape: Shape;
}

/** A FunctionDef. */
export interface OpFunction {
  readonly name: string;
  /** Captured values come last. */
  readonly parameters: readonly OpParameter[];
  /** What it gives: `from` is `node:output_arg:0`, or a parameter's name. */
  readonly results: readonly {
    readonly name: string;
    readonly dtype: DtypeName;
    readonly from: string;
  }[];
  /** Nodes that run whatever is asked for: `control_ret`. */
  readonly controlResults: readonly string[];
  readonly nodes: readonly OpNode[];
}

/** What a traced function has captured: an object of the model, or a value. */
export interface Capture {
  readonly kind: 'variable' | 'constant' | 'asset' | 'table' | 'other';
  /** Attribute path of the object, `user_embedding/embeddings`; '' where there is none. */
  readonly path: string;
  /**
   * A variable's own name, `dense/kernel`, the node of a constant, the file of an asset, what a table is registered as;
   * '' for what has none.
   */
  readonly name: string;
  /** `TensorInfo.name` of a variable's value; null where it is not stored, and for all that is no variable. */
  readonly tensor: string | null;
  readonly dtype: DtypeName | null;
  readonly shape: Shape;
}

/** An output argument of an op, as its OpDef has it. */
export interface OutputArgument {
  readonly name: string;
  /** Of every such op; null where an attribute of the op says it. */
  readonly dtype: DtypeName | null;
  /** The attribute that says it; '' where the dtype is fixed, or each of several tensors has its own. */
  readonly typeAttribute: string;
  /** Whether it is several tensors. */
  readonly isList: boolean;
}

/** The ops of one meta graph or GraphDef. */
export interface OpGraph {
  readonly nodes: readonly OpNode[];
  readonly functions: ReadonlyMap<string, OpFunction>;
  /** The output arguments of each op that the file describes (`stripped_op_list`). */
  readonly outputArguments: ReadonlyMap<string, readonly OutputArgument[]>;
  /** What the last parameters of a function are, by the function's name; of functions that objects own. */
  readonly captures: ReadonlyMap<string, readonly Capture[]>;
  /** Something was left out, because there is more than is read, or it is damaged. */
  readonly cut: boolean;
}

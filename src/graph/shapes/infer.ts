import { isRecord } from '../../core/json.ts';
import type { Shape } from '../../protocol/model.ts';
import {
  callOrder,
  innerMember,
  type ConfiguredModel,
  type Member,
  type Taken,
} from '../config/configured-model.ts';
import { argumentsOfCall, isKeras3Call, keywordsOfCall, shapeOf } from '../config/references.ts';
import type { TensorSpec } from '../graph.ts';
import { outputDtype } from './dtypes.ts';
import { ruleOf } from './rules.ts';
import type { Sizes } from './rule.ts';

/** What the calls of layers give. */
export interface CallSpecs {
  /** By call, by output; of an input one call with one output. */
  of(member: Member): readonly (readonly TensorSpec[])[];
}

/**
 * What the layers of a model, and of the models in it, give: what the configuration says, else what follows from what
 * goes in. Of a class that is not known, and of what comes behind it, nothing is guessed.
 */
export function specsOf(model: ConfiguredModel): CallSpecs {
  const inference = new Inference();
  const specs = new Map<Member, Outputs>();
  const models = [model];
  for (let next = 0; next < models.length; next++) {
    const each = models[next];
    if (!each) break;
    for (const [member, outputs] of inference.own(each)) {
      specs.set(member, outputs);
      if (member.model) models.push(member.model);
    }
  }
  return { of: (member) => specs.get(member) ?? [] };
}

type Outputs = TensorSpec[][];

const unknown: TensorSpec = { dtype: null, shape: null };

/** Outputs of all calls together: a file says by one number that a call has many. */
const mostOutputs = 1_000_000;

/** Calls that are followed, those in models that are called with other shapes than their own among them. */
const mostCalls = 200_000;

/** Layers in layers that are followed. */
const deepest = 64;

class Inference {
  readonly #own = new Map<ConfiguredModel, ReadonlyMap<Member, Outputs>>();
  readonly #inner = new Map<unknown, Member | null>();
  #left = mostCalls;
  #outputs = mostOutputs;
  #depth = 0;

  /** What the layers of a model give for the inputs that the model states. */
  own(model: ConfiguredModel): ReadonlyMap<Member, Outputs> {
    let specs = this.#own.get(model);
    if (!specs) {
      specs = this.#follow(model, null);
      this.#own.set(model, specs);
    }
    return specs;
  }

  /** @param given what the model is called with; null for what it states itself */
  #follow(
    model: ConfiguredModel,
    given: readonly TensorSpec[] | null,
  ): ReadonlyMap<Member, Outputs> {
    const specs = new Map<Member, Outputs>();
    for (const member of model.members) {
      specs.set(
        member,
        member.class === 'InputLayer' ? [[inputSpec(member)]] : member.calls.map(() => []),
      );
    }
    for (const [index, member] of model.inputs.entries()) {
      const spec = given?.[index];
      if (spec) specs.set(member, [[spec]]);
    }
    // What is stated holds for the inputs that the model states.
    const stated = given === null ? this.#statedOf(model) : new Map<Member, Outputs>();
    for (const { member, call } of callOrder(model.members)) {
      if (this.#left-- <= 0) break;
      const { inputs, written } = member.calls[call] ?? { inputs: [], written: null };
      const taken = inputs.map((each) => {
        const known = specs.get(each.from)?.[each.call]?.[each.tensor] ?? unknown;
        return given === null && each.spec ? both(each.spec, known) : known;
      });
      const inferred = this.#call(member, taken, written) ?? [];
      const outputs = specs.get(member)?.[call];
      if (!outputs) continue;
      const said = stated.get(member)?.[call] ?? [];
      const count = Math.max(inferred.length, said.length, 1);
      if (count > this.#outputs) break;
      this.#outputs -= count;
      for (let at = 0; at < count; at++)
        outputs.push(both(said[at] ?? unknown, inferred[at] ?? unknown));
    }
    for (const [member, calls] of stated) {
      // Those that wait for each other have no inputs to follow from.
      calls.forEach((said, call) => {
        const outputs = specs.get(member)?.[call];
        if (outputs?.length === 0) outputs.push(...said);
      });
    }
    return specs;
  }

  /** What the configuration says of a model's tensors, where a layer takes them. */
  #statedOf(model: ConfiguredModel): ReadonlyMap<Member, Outputs> {
    const stated = new Map<Member, Outputs>();
    const state = ({ from, call, tensor, spec }: Taken): void => {
      const calls = stated.get(from) ?? from.calls.map((): TensorSpec[] => []);
      stated.set(from, calls);
      const outputs = calls[call];
      if (!outputs) return;
      const more = Math.max(0, tensor + 1 - outputs.length);
      if (more > this.#outputs) return;
      this.#outputs -= more;
      while (outputs.length <= tensor) outputs.push(unknown);
      if (spec) outputs[tensor] = spec;
    };
    for (const { calls } of model.members) for (const { inputs } of calls) inputs.forEach(state);
    for (const { taken } of model.outputs) state(taken);
    return stated;
  }

  #call(
    member: Pick<Member, 'class' | 'module' | 'config' | 'model'>,
    inputs: readonly TensorSpec[],
    written: unknown,
  ): readonly TensorSpec[] | null {
    if (this.#depth >= deepest || this.#left-- <= 0) return null;
    this.#depth++;
    try {
      if (member.model) return this.#callModel(member.model, inputs);
      const rule = ruleOf(member.class, member.module);
      const shapes = inputs.map(({ shape }) => shape);
      if (!rule || !shapes.every((shape): shape is Sizes => shape !== null)) return null;
      const outputs = rule({
        config: member.config,
        inputs: shapes,
        keywords: keywordsOfCall(written),
        positional: argumentsOfCall(written),
        isKeras3: isKeras3Call(written),
        inner: (record, given) => this.#callInner(record, given, inputs),
      });
      const dtype = outputDtype(member, inputs, keywordsOfCall(written));
      return outputs?.map((shape) => ({ dtype, shape: positive(shape) })) ?? null;
    } finally {
      this.#depth--;
    }
  }

  #callModel(model: ConfiguredModel, inputs: readonly TensorSpec[]): readonly TensorSpec[] | null {
    this.#left -= model.inputs.length + model.outputs.length;
    if (this.#left <= 0) return null;
    const own = this.own(model);
    const isOwn = model.inputs.every((input, index) => {
      const [stated, given] = [own.get(input)?.[0]?.[0], inputs[index]];
      return !given || given.shape === null || sameShape(stated?.shape ?? null, given.shape);
    });
    const specs = isOwn ? own : this.#follow(model, inputs);
    return model.outputs.map(
      ({ taken: { from, call, tensor } }) => specs.get(from)?.[call]?.[tensor] ?? unknown,
    );
  }

  #callInner(
    record: unknown,
    shapes: readonly Sizes[],
    inputs: readonly TensorSpec[],
  ): readonly Shape[] | null {
    let member = this.#inner.get(record);
    if (member === undefined) {
      member = isRecord(record) ? innerMember(record) : null;
      this.#inner.set(record, member);
    }
    if (member === null) return null;
    const specs = shapes.map((shape, index) => ({ dtype: inputs[index]?.dtype ?? null, shape }));
    return this.#call(member, specs, null)?.map(({ shape }) => shape) ?? null;
  }
}

function inputSpec({ config }: Member): TensorSpec {
  const shape = shapeOf(config['batch_shape']) ?? shapeOf(config['batch_input_shape']);
  const { dtype } = config;
  return { dtype: typeof dtype === 'string' ? dtype : null, shape };
}

function both(stated: TensorSpec, inferred: TensorSpec): TensorSpec {
  return { dtype: stated.dtype ?? inferred.dtype, shape: stated.shape ?? inferred.shape };
}

function sameShape(one: Shape, other: Shape): boolean {
  return (
    one !== null &&
    other !== null &&
    one.length === other.length &&
    one.every((size, at) => size === other[at])
  );
}

/** Null where settings and inputs do not fit, or what comes out could not be counted. */
function positive(shape: Shape): Shape {
  const fits = shape?.every((size) => size === null || (size >= 0 && Number.isSafeInteger(size)));
  return fits === true ? shape : null;
}

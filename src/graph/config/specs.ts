import type { TensorSpec } from '../graph.ts';
import type { ConfiguredModel, Member, Taken } from './configured-model.ts';
import { computeDtype, shapeOf } from './references.ts';

/** What the calls of layers give. */
export interface CallSpecs {
  /** By call, by output; of an input one call with one output. */
  of(member: Member): readonly (readonly TensorSpec[])[];
}

const unknown: TensorSpec = { dtype: null, shape: null };

/** What the layers of a model, and of the models in it, give: as far as the configuration says it. */
export function specsOf(model: ConfiguredModel): CallSpecs {
  const stated = new Map<Member, TensorSpec[][]>();
  const state = ({ from, call, tensor, spec }: Taken): void => {
    if (tensor > mostOutputs) return;
    const calls = stated.get(from) ?? [];
    stated.set(from, calls);
    while (calls.length <= call) calls.push([]);
    const outputs = calls[call] ?? [];
    while (outputs.length <= tensor) outputs.push(unknown);
    if (spec) outputs[tensor] = spec;
  };
  const models = [model];
  for (let next = 0; next < models.length; next++) {
    const each = models[next];
    if (!each) break;
    for (const member of each.members) {
      if (member.model) models.push(member.model);
      if (member.class === 'InputLayer') stated.set(member, [[inputSpec(member)]]);
    }
    for (const { calls } of each.members) for (const { inputs } of calls) inputs.forEach(state);
    for (const { taken } of each.outputs) state(taken);
    for (const member of each.members) {
      const outputs = member.model?.outputs.length ?? 1;
      member.calls.forEach((_, call) => {
        state({ from: member, call, tensor: Math.max(0, outputs - 1), spec: null });
      });
    }
  }
  return { of: (member) => stated.get(member) ?? [] };
}

/** Outputs of one call. */
const mostOutputs = 10_000;

function inputSpec({ config }: Member): TensorSpec {
  const shape = shapeOf(config['batch_shape']) ?? shapeOf(config['batch_input_shape']);
  return { dtype: computeDtype(config), shape };
}

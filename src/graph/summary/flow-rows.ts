import type { Layer, Shape } from '../../protocol/model.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import type { ConfiguredModel, Member, Taken } from '../config/configured-model.ts';
import type { CallSpecs } from '../shapes/infer.ts';
import type { TensorSpec } from '../graph.ts';

/** A layer as a row of the table has it. */
export interface Row {
  readonly member: Member;
  readonly layer: Layer | undefined;
  readonly calls: readonly (readonly TensorSpec[])[];
}

/** The rows of the model's own layers; those of a model in the model are not printed. */
export function rowsOf(
  model: ConfiguredModel,
  specs: CallSpecs,
  layers: readonly Layer[],
): readonly Row[] {
  const byPath = new Map(layers.map((layer) => [layer.path, layer]));
  return model.members
    .filter(({ class: name }) => model.kind === 'functional' || name !== 'InputLayer')
    .map((member) => ({ member, layer: byPath.get(member.path), calls: specs.of(member) }));
}

/**
 * Whether Keras prints the layers without what they are connected to: one goes into the next, and each is called once
 * (`print_summary` of both generations).
 */
export function isChain({ kind, members }: ConfiguredModel): boolean {
  if (kind === 'sequential') return true;
  const taken = new Set<Member>();
  let starts = 0;
  for (const { calls } of members) {
    if (calls.length > 1) return false;
    const inputs = calls[0]?.inputs ?? [];
    if (inputs.length > 1) return false;
    const [input] = inputs;
    if (!input) starts++;
    else if (taken.has(input.from)) return false;
    else taken.add(input.from);
  }
  return starts === 1;
}

/** `dense[0][1]` for each tensor that the calls of a layer take. */
export function connections({ calls }: Member): readonly string[] {
  return calls.flatMap(({ inputs }) =>
    inputs.map(
      ({ from, call, tensor }: Taken) =>
        `${visibleText(from.name)}[${String(call)}][${String(tensor)}]`,
    ),
  );
}

/** A shape as Python prints it; `tuple`: with the comma that a tuple of one has. Null where it is not known. */
export function pythonShape(shape: Shape, kind: 'keras' | 'tuple'): string | null {
  if (shape === null) return null;
  const sizes = shape.map((size) => (size === null ? 'None' : String(size)));
  return sizes.length === 1 && kind === 'tuple' ? `(${sizes.join('')},)` : `(${sizes.join(', ')})`;
}

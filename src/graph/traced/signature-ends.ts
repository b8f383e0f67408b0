import type { Signature, SignatureTensor } from '../../protocol/model.ts';
import type { TensorSpec } from '../graph.ts';
import type { TracedEnds } from './traced-graph.ts';

/** Of what has no signature: the whole graph is told. */
export const noEnds: TracedEnds = { inputs: new Map(), outputs: new Map(), inputSpecs: new Map() };

/** Order of signatures by name: the one that serves by default in front. */
export function servingFirst(a: string, b: string): number {
  const place = (name: string): number => (name === 'serving_default' ? 0 : 1);
  return place(a) - place(b) || (a < b ? -1 : 1);
}

/** Where a signature begins and ends; what consists of several tensors by each of them. */
export function signatureEnds(signature: Signature | undefined): TracedEnds {
  const inputs = new Map<string, string>();
  const inputSpecs = new Map<string, TensorSpec>();
  const outputs = new Map<string, { tensor: string; spec: TensorSpec }>();
  for (const { title, tensor, spec } of tensorsOf(signature?.inputs ?? {})) {
    inputs.set(title, tensor.split(':')[0] ?? tensor);
    inputSpecs.set(title, spec);
  }
  for (const { title, tensor, spec } of tensorsOf(signature?.outputs ?? {})) {
    outputs.set(title, { tensor, spec });
  }
  return { inputs, inputSpecs, outputs };
}

function tensorsOf(ends: Readonly<Record<string, SignatureTensor>>) {
  return Object.entries(ends).flatMap(([name, { tensor, components, dtype, shape }]) => [
    ...(tensor === null ? [] : [{ title: name, tensor, spec: { dtype, shape } }]),
    ...Object.entries(components ?? {}).map(([role, each]) => ({
      title: `${name}.${role}`,
      tensor: each,
      spec: { dtype: null, shape: null },
    })),
  ]);
}

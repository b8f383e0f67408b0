import type { Steps } from '../../core/steps.ts';
import type { FlatGraph, Source } from './flat-graph.ts';

/** Ops whose results the outputs take part in; all where there are no outputs. */
export function* reached({ ops, inputs, outputs }: FlatGraph): Steps<ReadonlySet<number>> {
  if (outputs.size === 0) return new Set(ops.keys());
  const found = new Set<number>();
  const stack: Source[] = [...outputs.values()].flatMap(({ sources }) => sources);
  for (let source = stack.pop(); source; source = stack.pop()) {
    yield;
    if (source.kind !== 'op' || found.has(source.op)) continue;
    found.add(source.op);
    for (const input of inputs[source.op] ?? []) stack.push(input);
  }
  // In the file's order, which is the order of the code that was traced.
  return new Set([...found].sort((a, b) => a - b));
}

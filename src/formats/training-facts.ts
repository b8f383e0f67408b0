import { AppError } from '../core/errors.ts';
import { trainingCounters } from '../core/training-counters.ts';
import { readNumbers } from '../core/values.ts';
import { count } from '../protocol/figures.ts';
import { training, type Fact } from '../protocol/model.ts';
import type { Artifact } from './contract.ts';

/** How far training was when the artifact was saved, by the counters that it holds; their values are read. */
export async function trainingFacts(
  artifact: Pick<Artifact, 'tensors' | 'read'>,
  signal: AbortSignal | undefined,
): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  for (const { name, tensor } of trainingCounters(artifact.tensors)) {
    if (tensor.damage !== undefined) continue;
    try {
      for await (const chunk of artifact.read(tensor.name, 'all', signal ? { signal } : {})) {
        const [value] = chunk.kind === 'numbers' ? readNumbers(tensor.dtype, chunk.bytes) : [];
        if (value === undefined) continue;
        facts.push({ group: training, name, value: count(Number(value)), source: tensor.name });
      }
    } catch (thrown) {
      // What is wrong with it is said where its values are asked for.
      if (!(thrown instanceof AppError) || thrown.code === 'cancelled') throw thrown;
    }
  }
  return facts;
}

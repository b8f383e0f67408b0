import { readNumbers } from '../../../core/values.ts';
import type { Artifact, Chunk } from '../../../formats/contract.ts';
import type { TensorInfo } from '../../../protocol/model.ts';
import { LabelBuilder } from './label-list.ts';

/** Adds what is handed out of a tensor: strings as they are, numbers as their digits. */
export function addChunk(labels: LabelBuilder, dtype: string, chunk: Chunk): void {
  if (chunk.kind === 'strings') for (const value of chunk.values) labels.add(value);
  else {
    for (const value of readNumbers(dtype, chunk.bytes)) labels.add(Buffer.from(String(value)));
  }
}

/**
 * A label from each element of a tensor of strings or integers.
 * @throws AppError `limit-exceeded`, `cancelled`, and what the reader throws
 */
export async function tensorLabels(
  artifact: Pick<Artifact, 'read'>,
  { name, dtype }: TensorInfo,
  where: string,
  signal?: AbortSignal,
): Promise<LabelBuilder> {
  const labels = new LabelBuilder(where);
  for await (const chunk of artifact.read(name, 'all', signal ? { signal } : {})) {
    addChunk(labels, dtype, chunk);
  }
  return labels;
}

import type { Artifact, Chunk, OpenedArtifact } from '../../../src/formats/contract.ts';
import type { ArtifactSummary, TensorInfo } from '../../../src/protocol/model.ts';

/** An artifact in memory, as a reader would open it. `elementBytes`: of the numbers in `bytes`. */
export function artifactInMemory(
  tensors: readonly {
    readonly info: TensorInfo;
    readonly bytes?: Uint8Array;
    readonly strings?: readonly Uint8Array[];
  }[],
  over: { readonly stamp?: string; readonly close?: () => void; readonly chunk?: number } = {},
): OpenedArtifact {
  /** Ranges that were read, for tests of how much that is. */
  const artifact: Artifact = {
    format: 'tf-checkpoint',
    description: 'A checkpoint in memory',
    metaGraphs: null,
    layers: [],
    tensors: tensors.map(({ info }) => info),
    parameterCount: null,
    checkpoints: null,
    facts: [],
    writtenBy: [],
    files: [],
    assets: [],
    findings: [],
    async *read(name, range): AsyncGenerator<Chunk> {
      await Promise.resolve();
      const stored = tensors.find(({ info }) => info.name === name);
      if (!stored) throw new Error(`no tensor ${name}`);
      const all = stored.info.shape.reduce((product, size) => product * size, 1);
      const { start, count } = range === 'all' ? { start: 0, count: all } : range;
      const step = over.chunk ?? Infinity;
      for (let element = start; element < start + count; element += step) {
        const end = Math.min(start + count, element + step);
        if (stored.strings) {
          yield { kind: 'strings', element, values: stored.strings.slice(element, end) };
        } else if (stored.bytes) {
          const size = stored.bytes.length / all;
          yield {
            kind: 'numbers',
            element,
            bytes: stored.bytes.subarray(element * size, end * size),
          };
        }
      }
    },
    close() {
      over.close?.();
      return Promise.resolve();
    },
  };
  const summary = { stamp: over.stamp ?? 'one', findings: [] } as unknown as ArtifactSummary;
  return { ...artifact, summary, tree: null as never };
}

export function tensorInfo(name: string, dtype: string, shape: readonly number[]): TensorInfo {
  return { name, objectPath: null, dtype, shape, bytes: 0, role: 'weight', stored: null };
}

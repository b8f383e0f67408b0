import type { OpenedArtifact } from '../../../src/formats/contract.ts';
import type { FormatId, MetaGraph, Signature, TensorInfo } from '../../../src/protocol/model.ts';

/** What `select` and the makers of samples look at of an opened artifact, without a file behind it. */
export function artifact(
  metaGraphs: readonly Partial<MetaGraph>[] | null,
  more: {
    readonly format?: FormatId;
    readonly path?: string;
    readonly tensors?: readonly Partial<TensorInfo>[];
    readonly assets?: Readonly<Record<string, string>>;
  } = {},
): OpenedArtifact {
  const { format = 'saved-model', path = '/models/recommender', tensors = [], assets = {} } = more;
  return {
    format,
    metaGraphs:
      metaGraphs?.map((metaGraph) => ({
        tags: ['serve'],
        signatures: {},
        ops: [],
        ...metaGraph,
      })) ?? null,
    tensors,
    assets: Object.keys(assets),
    tree: {
      path,
      root: path,
      kind: 'directory',
      open: (asset: string) => {
        const bytes = new TextEncoder().encode(assets[asset]);
        return Promise.resolve({
          size: bytes.length,
          read: (offset: number, length: number) =>
            Promise.resolve(bytes.subarray(offset, offset + length)),
          close: () => Promise.resolve(),
        });
      },
    },
    summary: { stamp: 'stamp' },
  } as unknown as OpenedArtifact;
}

export function signature(
  inputs: Signature['inputs'],
  outputs: Signature['outputs'] = { y: { dtype: 'float32', shape: [null], tensor: 'y:0' } },
): Signature {
  return { methodName: 'tensorflow/serving/predict', inputs, outputs };
}

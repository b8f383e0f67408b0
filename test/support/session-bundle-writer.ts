import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import type { GraphDefSchema } from '../../src/codec/protobuf/generated/tensorflow/graph_pb.ts';
import {
  MetaGraphDefSchema,
  type CollectionDefSchema,
  type MetaGraphDef_MetaInfoDefSchema,
} from '../../src/codec/protobuf/generated/tensorflow/meta_graph_pb.ts';
import {
  AssetFileSchema,
  SignaturesSchema,
} from '../../src/codec/protobuf/generated/tensorflow_serving/manifest_pb.ts';

/** What else the graph's file holds. */
export interface GraphInit {
  readonly metaInfoDef?: MessageInitShape<typeof MetaGraphDef_MetaInfoDefSchema>;
  readonly graphDef?: MessageInitShape<typeof GraphDefSchema>;
  readonly collectionDef?: Readonly<Record<string, MessageInitShape<typeof CollectionDefSchema>>>;
}

const type = (name: string): string => `type.googleapis.com/tensorflow.serving.${name}`;

/** `export.meta` as TensorFlow 1's Exporter wrote it: signatures and assets packed into collections. */
export function sessionBundleGraph(
  signatures: MessageInitShape<typeof SignaturesSchema>,
  { collectionDef, ...graph }: GraphInit = {},
  assets: readonly string[] = [],
): Uint8Array {
  const packed = (name: string, value: Uint8Array) => ({ typeUrl: type(name), value });
  const any = (value: readonly { typeUrl: string; value: Uint8Array }[]) => ({
    kind: { case: 'anyList' as const, value: { value: [...value] } },
  });
  return toBinary(
    MetaGraphDefSchema,
    create(MetaGraphDefSchema, {
      ...graph,
      collectionDef: {
        ...collectionDef,
        serving_signatures: any([
          packed('Signatures', toBinary(SignaturesSchema, create(SignaturesSchema, signatures))),
        ]),
        ...(assets.length === 0
          ? {}
          : {
              serving_assets: any(
                assets.map((filename) =>
                  packed(
                    'AssetFile',
                    toBinary(AssetFileSchema, create(AssetFileSchema, { filename })),
                  ),
                ),
              ),
            }),
      },
    }),
  );
}

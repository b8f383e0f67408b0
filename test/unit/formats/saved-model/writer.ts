import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import {
  SavedModelSchema,
  type MetaGraphDefSchema,
} from '../../../../src/codec/protobuf/generated/tensorflow/meta_graph_pb.ts';
import { writeBundle } from '../../../support/bundle-writer.ts';
import { checkpoint, Variable } from '../../codec/object-graph/builder.ts';

export type MetaGraphInit = Omit<
  MessageInitShape<typeof MetaGraphDefSchema>,
  '$typeName' | '$unknown'
>;

/** Bytes of a saved_model.pb. */
export function savedModel(...metaGraphs: MetaGraphInit[]): Uint8Array {
  return toBinary(
    SavedModelSchema,
    create(SavedModelSchema, { savedModelSchemaVersion: 1n, metaGraphs }),
  );
}

const float = 1;

/** A module with a weight of two elements, `w`, and a signature x → y. */
export function smallMetaGraph(init: MetaGraphInit = {}): MetaGraphInit {
  return {
    metaInfoDef: { tags: ['serve'], tensorflowVersion: '2.19.1' },
    graphDef: {
      node: [
        { name: 'x', op: 'Placeholder' },
        { name: 'y', op: 'Identity', input: ['x'] },
      ],
      library: { function: [{ nodeDef: [{ name: 'm', op: 'MatMul' }] }] },
      versions: { producer: 2129, minConsumer: 12 },
    },
    signatureDef: {
      serving_default: {
        inputs: {
          x: {
            encoding: { case: 'name', value: 'x:0' },
            dtype: float,
            tensorShape: { dim: [{ size: -1n }, { size: 4n }] },
          },
        },
        outputs: {
          y: {
            encoding: { case: 'name', value: 'y:0' },
            dtype: float,
            tensorShape: { unknownRank: true },
          },
        },
        methodName: 'tensorflow/serving/predict',
      },
    },
    objectGraphDef: {
      nodes: [
        {
          children: [{ localName: 'w', nodeId: 1 }],
          kind: { case: 'userObject', value: { identifier: '_generic_user_object' } },
        },
        {
          kind: {
            case: 'variable',
            value: { dtype: float, shape: { dim: [{ size: 2n }] }, trainable: true, name: 'w' },
          },
        },
      ],
    },
    ...init,
  };
}

/** The checkpoint that belongs to `smallMetaGraph`. */
export function smallVariables(): Map<string, Uint8Array> {
  const { graph, tensors } = checkpoint({ w: new Variable('w', [2]) });
  return writeBundle('variables/variables', [
    ...tensors.map((tensor) => ({ ...tensor, bytes: new Uint8Array(8) })),
    {
      name: '_CHECKPOINTABLE_OBJECT_GRAPH',
      dtype: 'string',
      shape: [],
      strings: [graph],
    },
  ]);
}

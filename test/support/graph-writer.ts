import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import {
  GraphDefSchema,
  type NodeDefSchema,
} from '../../src/codec/protobuf/generated/tensorflow/graph_pb.ts';
import type { TensorProtoSchema } from '../../src/codec/protobuf/generated/tensorflow/tensor_pb.ts';

type Node = Omit<MessageInitShape<typeof NodeDefSchema>, '$typeName' | '$unknown'>;
type Tensor = Omit<MessageInitShape<typeof TensorProtoSchema>, '$typeName' | '$unknown'>;

/** Bytes of a GraphDef. */
export function writeGraph(node: readonly Node[]): Uint8Array {
  const library = {
    function: [{ signature: { name: 'f' }, nodeDef: [{ name: 'm', op: 'MatMul' }] }],
  };
  const versions = { producer: 2129, minConsumer: 12 };
  return toBinary(GraphDefSchema, create(GraphDefSchema, { node: [...node], library, versions }));
}

export function shapeProto(...sizes: number[]): { dim: { size: bigint }[] } {
  return { dim: sizes.map((size) => ({ size: BigInt(size) })) };
}

/** A constant; `tensor` without a shape is a scalar. */
export function constantNode(name: string, tensor: Tensor): Node {
  return {
    name,
    op: 'Const',
    attr: {
      dtype: { value: { case: 'type', value: tensor.dtype ?? 0 } },
      value: { value: { case: 'tensor', value: tensor } },
    },
  };
}

const float = 1;

/** x → MatMul with `weights` of 300 × 200 → y, and `fill`, a list of two numbers that stands for 700 × 500. */
export function smallGraph(): Uint8Array {
  const values = Float32Array.from({ length: 60_000 }, (_, index) => index);
  return writeGraph([
    {
      name: 'x',
      op: 'Placeholder',
      attr: {
        dtype: { value: { case: 'type', value: float } },
        shape: { value: { case: 'shape', value: shapeProto(-1, 300) } },
      },
    },
    constantNode('weights', {
      dtype: float,
      tensorShape: shapeProto(300, 200),
      tensorContent: new Uint8Array(values.buffer),
    }),
    constantNode('fill', { dtype: float, tensorShape: shapeProto(700, 500), floatVal: [1, 2] }),
    constantNode('words', {
      dtype: 7,
      tensorShape: shapeProto(3),
      stringVal: [Buffer.from('a'), Buffer.from('b')],
    }),
    { name: 'y', op: 'MatMul', input: ['x', 'weights', '^fill'] },
  ]);
}

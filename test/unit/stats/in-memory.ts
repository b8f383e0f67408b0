import type { Artifact, Chunk } from '../../../src/formats/contract.ts';
import type { ReadError } from '../../../src/core/errors.ts';
import { dtypeFromName } from '../../../src/core/dtypes.ts';
import type { TensorInfo } from '../../../src/protocol/model.ts';

export interface InMemory {
  readonly dtype: string;
  readonly bytes: Uint8Array;
  /** Elements in each chunk, in turn; the rest comes in one. */
  readonly chunks?: readonly number[];
  /** Bytes before the chunk's in its buffer, as a reader's window into a block has. */
  readonly misaligned?: number;
  readonly checksum?: 'ok' | 'mismatch' | 'none';
  /** Thrown after the last chunk. */
  readonly failure?: ReadError;
}

/** An artifact with one tensor, `t`, in memory, handed out in chosen chunks. */
export function inMemory(tensor: InMemory): { artifact: Artifact; info: TensorInfo } {
  const size = dtypeFromName(tensor.dtype)?.bytes ?? 1;
  const elements = tensor.bytes.length / size;
  const info: TensorInfo = {
    name: 't',
    objectPath: null,
    dtype: tensor.dtype,
    shape: [elements],
    bytes: tensor.bytes.length,
    role: 'weight',
    stored: null,
  };
  const artifact: Artifact = {
    format: 'tf-checkpoint',
    description: '',
    metaGraphs: null,
    layers: [],
    tensors: [info],
    parameterCount: null,
    checkpoints: null,
    facts: [],
    writtenBy: [],
    files: [],
    assets: [],
    findings: [],
    async *read(_name, _range, context): AsyncGenerator<Chunk> {
      let element = 0;
      for (const count of [...(tensor.chunks ?? []), Infinity]) {
        await Promise.resolve();
        const end = Math.min(element + count, elements);
        const bytes = displaced(
          tensor.bytes.subarray(element * size, end * size),
          tensor.misaligned,
        );
        if (end > element) yield { kind: 'numbers', element, bytes };
        element = end;
      }
      context?.onChecksum?.(tensor.checksum ?? 'none');
      if (tensor.failure) throw tensor.failure;
    },
    close: () => Promise.resolve(),
  };
  return { artifact, info };
}

function displaced(bytes: Uint8Array, by = 0): Uint8Array {
  const copy = new Uint8Array(bytes.length + by);
  copy.set(bytes, by);
  return copy.subarray(by);
}

export function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

import { truncateSync, writeFileSync } from 'node:fs';
import { maskCrc32c } from '../../src/codec/crc32c/masked.ts';
import { crc32c } from '../../src/codec/crc32c/crc32c.ts';
import { floats, writeBundle } from './bundle-writer.ts';

export interface SparseCheckpoint {
  readonly tensors: number;
  /** Of each tensor, float32. */
  readonly shape: readonly [rows: number, columns: number];
}

/**
 * Writes a checkpoint of zeros, with its checksums, whose data is a hole: large in length, nearly nothing on the
 * disk. Tensors are named as an optimizer's neighbours are: `layer_0/kernel`, `layer_0/m`, `layer_0/v`, ….
 *
 * @returns the bytes that its tensors have
 */
export function writeSparseCheckpoint(
  prefix: string,
  { tensors, shape: [rows, columns] }: SparseCheckpoint,
): number {
  const bytes = rows * columns * 4;
  const checksum = maskCrc32c(crc32c(new Uint8Array(bytes)));
  const parts = ['kernel', 'm', 'v'];
  let next = 0;
  const files = writeBundle(
    'c',
    Array.from({ length: tensors }, (_, index) =>
      floats(`layer_${Math.floor(index / parts.length)}/${parts[index % parts.length]}`, [0]),
    ),
    {
      edit: (_, entry) => {
        Object.assign(entry, {
          shape: { dim: [{ size: BigInt(rows) }, { size: BigInt(columns) }] },
          offset: BigInt(next * bytes),
          size: BigInt(bytes),
          crc32c: checksum,
        });
        next += 1;
      },
    },
  );
  writeFileSync(`${prefix}.index`, files.get('c.index') ?? '');
  const data = `${prefix}.data-00000-of-00001`;
  writeFileSync(data, '');
  truncateSync(data, tensors * bytes);
  return tensors * bytes;
}

import { truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32c } from '../../src/codec/crc32c/crc32c.ts';
import { maskCrc32c } from '../../src/codec/crc32c/masked.ts';
import { floats, writeBundle } from '../support/bundle-writer.ts';

const tensorBytes = 8 * 1024 ** 2;

/**
 * Writes a checkpoint of 48 tensors of 8 MiB that takes nothing on the disk: all of them are the same zeros. Long
 * enough to read that something can happen meanwhile.
 */
export function writeLargeCheckpoint(folder: string): void {
  const crc = maskCrc32c(crc32c(new Uint8Array(tensorBytes)));
  const names = Array.from({ length: 48 }, (_, index) => `block_${String(index)}/kernel`);
  const files = writeBundle(
    'large',
    names.map((name) => floats(name, [1])),
    {
      edit: (_, entry) => {
        const shape = { dim: [{ size: 2048n }, { size: 1024n }] };
        Object.assign(entry, { shape, offset: 0n, size: BigInt(tensorBytes), crc32c: crc });
      },
    },
  );
  for (const [name, bytes] of files) writeFileSync(path.join(folder, name), bytes);
  truncateSync(path.join(folder, 'large.data-00000-of-00001'), tensorBytes);
}

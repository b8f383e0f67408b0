import { File, ready, type Dataset, type Group } from 'h5wasm';

let written = 0;

/** The bytes of an HDF5 file that `fill` has filled, written by libhdf5. */
export async function writeHdf5(fill: (file: File) => void): Promise<Uint8Array> {
  const { FS } = await ready;
  const name = `written-${String(written++)}.h5`;
  const file = new File(name, 'w');
  fill(file);
  file.close();
  const bytes = FS.readFile(name);
  FS.unlink(name);
  return bytes;
}

export interface ChunkedDataset {
  readonly data: Float32Array;
  readonly shape: number[];
  readonly chunks: number[];
}

/** A dataset in deflated chunks. */
export function addChunked(
  to: Group,
  name: string,
  { data, shape, chunks }: ChunkedDataset,
): Dataset {
  return to.create_dataset({ name, data, shape, chunks, compression: 'gzip', dtype: '<f' });
}

/** 0, 1, 2, … */
export function counting(length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => index);
}

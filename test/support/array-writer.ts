/**
 * A file of NumPy's format around a header that is written as it is, right or wrong.
 * @param version first byte of the format's version
 * @param stated length of the header that is written instead of the real one
 */
export function writeArray(
  header: string,
  values: Uint8Array = new Uint8Array(0),
  { version = 1, stated }: { readonly version?: number; readonly stated?: number } = {},
): Uint8Array {
  const text = Buffer.from(header, version === 3 ? 'utf8' : 'latin1');
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  if (version === 1) length.writeUInt16LE(stated ?? text.length);
  else length.writeUInt32LE(stated ?? text.length);
  return new Uint8Array(
    Buffer.concat([
      Buffer.from('\x93NUMPY', 'latin1'),
      Buffer.of(version, 0),
      length,
      text,
      values,
    ]),
  );
}

/** The header that NumPy writes: a dict, padded so that the values begin at a multiple of 64. */
export function arrayHeader(descr: string, shape: readonly number[], fortran = false): string {
  const sizes = shape.length === 1 ? `${String(shape[0])},` : shape.join(', ');
  const dict = `{'descr': ${descr}, 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${sizes}), }`;
  return `${dict.padEnd(Math.ceil((dict.length + 11) / 64) * 64 - 11)}\n`;
}

/** A float32 array of these values. */
export function floatArray(
  shape: readonly number[],
  values: ArrayLike<number>,
  fortran = false,
): Uint8Array {
  const bytes = new Uint8Array(Float32Array.from(values).buffer);
  return writeArray(arrayHeader("'<f4'", shape, fortran), bytes);
}

/** A float32 array of 0, 1, 2, … */
export function countingArray(shape: readonly number[], fortran = false): Uint8Array {
  const count = shape.reduce((product, size) => product * size, 1);
  return floatArray(
    shape,
    Array.from({ length: count }, (_, index) => index),
    fortran,
  );
}

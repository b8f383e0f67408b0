// The loops over rows that take the time. Rows lie behind each other in `values`, `dimensions` numbers each.

/** Squared norm of each row. */
export function squaredNorms(
  values: Float64Array,
  count: number,
  dimensions: number,
  out: Float64Array,
): void {
  for (let row = 0, at = 0; row < count; row++) {
    let sum = 0;
    for (let i = 0; i < dimensions; i++, at++) {
      const value = values[at] as number;
      sum += value * value;
    }
    out[row] = sum;
  }
}

/** Product of each row with a vector. */
export function dotProducts(
  values: Float64Array,
  count: number,
  dimensions: number,
  vector: Float64Array,
  out: Float64Array,
): void {
  for (let row = 0, at = 0; row < count; row++) {
    let sum = 0;
    for (let i = 0; i < dimensions; i++, at++)
      sum += (values[at] as number) * (vector[i] as number);
    out[row] = sum;
  }
}

/** Squared distance of each row from a vector. */
export function squaredDistances(
  values: Float64Array,
  count: number,
  dimensions: number,
  vector: Float64Array,
  out: Float64Array,
): void {
  for (let row = 0, at = 0; row < count; row++) {
    let sum = 0;
    for (let i = 0; i < dimensions; i++, at++) {
      const apart = (values[at] as number) - (vector[i] as number);
      sum += apart * apart;
    }
    out[row] = sum;
  }
}

/** Adds each row, times its factor, to a vector. */
export function addScaledRows(
  values: Float64Array,
  count: number,
  dimensions: number,
  factors: Float64Array,
  sum: Float64Array,
): void {
  for (let row = 0; row < count; row++) {
    const factor = factors[row] as number;
    if (factor === 0) continue;
    const at = row * dimensions;
    for (let i = 0; i < dimensions; i++) {
      sum[i] = (sum[i] as number) + factor * (values[at + i] as number);
    }
  }
}

/** Adds the products of every two dimensions over all rows to the lower half of a square matrix. */
export function addProducts(
  values: Float64Array,
  count: number,
  dimensions: number,
  products: Float64Array,
): void {
  for (let row = 0; row < count; row++) {
    const at = row * dimensions;
    for (let i = 0; i < dimensions; i++) {
      const factor = values[at + i] as number;
      const line = i * dimensions;
      for (let j = 0; j <= i; j++) {
        products[line + j] = (products[line + j] as number) + factor * (values[at + j] as number);
      }
    }
  }
}

/** A hash of each row's bytes: equal bytes have equal hashes. As MurmurHash3 mixes words of 32 bits. */
export function rowHashes(
  bytes: Uint8Array,
  count: number,
  rowBytes: number,
  out: Uint32Array,
): void {
  const inWords = rowBytes % 4 === 0 && bytes.byteOffset % 4 === 0;
  const units = inWords
    ? new Uint32Array(bytes.buffer, bytes.byteOffset, (count * rowBytes) / 4)
    : bytes;
  const perRow = inWords ? rowBytes / 4 : rowBytes;
  for (let row = 0, at = 0; row < count; row++) {
    let hash = 0;
    for (let i = 0; i < perRow; i++, at++) {
      let word = Math.imul(units[at] as number, 0xcc9e2d51);
      word = (word << 15) | (word >>> 17);
      hash ^= Math.imul(word, 0x1b873593);
      hash = (hash << 13) | (hash >>> 19);
      hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
    }
    hash ^= hash >>> 16;
    hash = Math.imul(hash, 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    out[row] = hash ^ (hash >>> 16);
  }
}
